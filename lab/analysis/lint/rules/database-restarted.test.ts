import assert from "node:assert/strict";
import type { Run, RunPart } from "../../../nouns/run.ts";
import { changedRun, inRun } from "../testing.ts";

/** A run whose PostgreSQL was started anew before its third trial. */
function restarted(): Run {
  return changedRun(Object.fromEntries(["gamma-sync", "beta-sync"].map((variant) => [variant, {
    outcome: ({ trial }) => ({
      databaseStartedAt: trial < 3 ? "2026-01-01T10:00:00.000Z" : "2026-01-01T10:05:00.000Z",
    }),
  }])));
}

Deno.test("database-restarted tells of a PostgreSQL that was started anew, and between which trials", () => {
  const [found] = inRun("database-restarted", restarted());
  assert.equal(found!.severity, "warning");
  assert.equal(
    found!.sentence,
    "PostgreSQL was started anew 1 time within the run, first between trial 2 and trial 3.",
  );
});

Deno.test("database-restarted lets pass a run that was gone on with, and older ones", () => {
  const run = restarted();
  const third = run.trials.find(({ trial }) => trial === 3)!;
  run.parts = [{ startedAt: third.startedAt, environment: run.environment } as RunPart];
  assert.deepEqual(inRun("database-restarted", run), []);
  assert.deepEqual(inRun("database-restarted", changedRun()), []);
});
