import assert from "node:assert/strict";
import { completedTrials } from "../../tables/cells.ts";
import { changedRun, GAMMA, inComparison, inRun } from "../testing.ts";

/** A closed loop keeps Little's law, or it would not count. */
const of = (latencyP99Ms: number, latencyMeanMs = 100) => ({
  outcome: {
    okCount: 2000,
    latencyP99Ms,
    latencyMeanMs,
    throughputRps: GAMMA.scenario.load.connections / latencyMeanMs * 1000,
  },
});

Deno.test("tail-differs finds slow answers of one server that a mean does not tell", () => {
  const run = changedRun({ "gamma-sync": of(900), "beta-sync": of(250) });
  assert.equal(
    inComparison("tail-differs", run)[0]!.sentence,
    "The p99 of gamma-sync 3×5 is 900 ms at a mean of 100 ms, that of beta-sync 3×5 250 ms at 100 ms.",
  );
});

Deno.test("tail-differs lets a server pass that is slower throughout", () => {
  const run = changedRun({ "gamma-sync": of(900, 400), "beta-sync": of(250) });
  assert.deepEqual(inComparison("tail-differs", run), []);
});

Deno.test("tail-differs finds the one trial whose tail is not that of its cell", () => {
  const run = changedRun({ "gamma-sync": of(200), "beta-sync": of(200) });
  const [first] = completedTrials(run).filter(({ cell }) => cell.variant === "gamma-sync");
  first!.outcome.latencyP99Ms = 650;
  const findings = inRun("tail-differs", run);
  assert.equal(findings.length, 1);
  assert.equal(
    findings[0]!.sentence,
    "Its p99 is 650 ms, and that of the other trials of its cell 200 ms.",
  );
  first!.outcome.okCount = 90;
  assert.deepEqual(inRun("tail-differs", run), [], "of few answers it is one of them");
});
