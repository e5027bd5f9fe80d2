import assert from "node:assert/strict";
import { changedRun, inComparison } from "../testing.ts";

const withStatements = (perRequest: number) =>
  changedRun({
    "gamma-sync": {
      outcome: { okCount: 1000 },
      receipt: { statementCount: 1000 * perRequest },
    },
    "beta-sync": { outcome: { okCount: 1000 }, receipt: { statementCount: 1000 } },
  });

Deno.test("statements-differ finds four statements against one", () => {
  const [found] = inComparison("statements-differ", withStatements(4));
  assert.equal(
    found!.sentence,
    "gamma-sync 3×5 sends 4 statements a request, beta-sync 3×5 1: " +
      "a difference of 75 %.",
  );
});

Deno.test("statements-differ tolerates the few that the window's edges cut off", () => {
  assert.deepEqual(inComparison("statements-differ", withStatements(1.1)), []);
});

Deno.test("statements-differ is silent without receipts", () => {
  const run = changedRun({ "gamma-sync": { outcome: { receipt: null } } });
  assert.deepEqual(inComparison("statements-differ", run), []);
});
