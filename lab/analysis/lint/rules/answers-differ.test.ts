import assert from "node:assert/strict";
import { fixtureCell } from "../../fixtures/runs.ts";
import { fixtureRun } from "../../fixtures/runs.ts";
import { changedRun, inComparison } from "../testing.ts";

const withBytes = (responseBytes: number) =>
  changedRun({
    "gamma-sync": { outcome: { responseBytes } },
    "beta-sync": { outcome: { responseBytes: 400 } },
  });

Deno.test("answers-differ notes headers, and warns of another answer", () => {
  const [headers] = inComparison("answers-differ", withBytes(533));
  assert.equal(headers!.severity, "note");
  assert.match(headers!.sentence, /533 bytes, beta-sync 3×5 with 400: 133 bytes apart/);
  assert.equal(inComparison("answers-differ", withBytes(900))[0]!.severity, "warning");
});

Deno.test("answers-differ tolerates a serialiser's white space", () => {
  assert.deepEqual(inComparison("answers-differ", withBytes(407)), []);
});

Deno.test("answers-differ does not compare two endpoints", () => {
  const cells = [
    fixtureCell("gamma-sync", 1, 5),
    fixtureCell("gamma-sync", 1, 5, { endpoint: "page" }),
  ] as const;
  const run = fixtureRun({ cells: [...cells], answerCount: 1 });
  for (const { cell, outcome } of run.trials) {
    Object.assign(outcome, { responseBytes: cell.scenario.endpoint === "page" ? 100 : 400 });
  }
  assert.deepEqual(inComparison("answers-differ", run, {}, [...cells]), []);
});
