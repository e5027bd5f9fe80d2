import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { failedPerLostSession, failedShareOf } from "./failed.ts";

const cell = fixtureCell("gamma-sync", 1, 5);
const never = fixtureCell("gamma-sync", 9, 9);

/** Three trials, of which one had failures and all lost ten sessions. */
function runWithFailures() {
  const run = fixtureRun({ cells: [cell], blocks: 3 });
  run.trials.forEach((trial, index) => {
    if (trial.outcome.state !== "completed") return;
    trial.outcome.okCount = 90;
    trial.outcome.non2xxCount = index === 0 ? 20 : 0;
    trial.outcome.errorCount = index === 0 ? 8 : 0;
    trial.outcome.timeoutCount = index === 0 ? 2 : 0;
    trial.outcome.killedSessionCount = 10;
  });
  return { ...run, invalid: "include" as const };
}

Deno.test("whatever was not answered well has failed, of all that was asked for", () => {
  const { value, low, high } = failedShareOf(runWithFailures(), cell);
  assert.equal(value, 30 / 300);
  assert.ok(low > 0.06 && high < 0.15, `${low} to ${high}`);
  assert.equal(failedShareOf(runWithFailures(), never).missing, "there was no try");
});

Deno.test("failures are counted for each session that was lost, trial by trial", () => {
  const { value, low } = failedPerLostSession(runWithFailures(), cell);
  assert.equal(value, 1);
  assert.ok(low < 0);
  assert.equal(
    failedPerLostSession(fixtureRun({ cells: [cell] }), cell).missing,
    "no session was ended",
  );
});
