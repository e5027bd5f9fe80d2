import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { waitSharesOf } from "./waits.ts";

Deno.test("shares of sessions are medians over trials, by kind", () => {
  const cell = fixtureCell("gamma-sync", 1, 5);
  const run = fixtureRun({ cells: [cell], blocks: 3 });
  run.trials.forEach((trial, index) => {
    if (trial.outcome.state !== "completed") return;
    trial.outcome.waitSamples = [
      { event: "running", share: 0.1 * (index + 1) },
      { event: "Lock:transactionid", share: 0.2 },
      { event: "Lock:tuple", share: 0.1 },
      { event: "LWLock:WALWrite", share: 0.05 },
    ];
  });
  const [row] = waitSharesOf(run, [cell, fixtureCell("gamma-sync", 9, 9)]);
  assert.equal(row!.trialCount, 3);
  assert.equal(row!.running, 0.2);
  assert.equal(row!.lock.toFixed(2), "0.30");
  assert.equal(row!.wal, 0.05);
  assert.equal(row!.inTransaction, 0);
});
