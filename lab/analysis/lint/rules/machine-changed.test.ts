import assert from "node:assert/strict";
import type { Environment } from "../../../nouns/environment.ts";
import type { Run } from "../../../nouns/run.ts";
import { changedRun, inRun, withLimits } from "../testing.ts";

/** A run that was gone on with on a machine that is changed so. */
function goneOn(change: Partial<Environment>): Run {
  const run = withLimits(changedRun(), {});
  const part = {
    schemaVersion: run.schemaVersion,
    startedAt: run.startedAt,
    why: "It had been cut off.",
    blocksMax: 4,
    budgetMin: null,
    environment: { ...run.environment, ...change },
    earlierEnd: null,
  };
  return { ...run, parts: [part] };
}

Deno.test("machine-changed tells what a later part of a run was allowed otherwise", () => {
  const { limits } = withLimits(changedRun(), { localPortCount: 128 }).environment;
  assert.equal(
    inRun("machine-changed", goneOn({ cpuCoreCount: 1, limits }))[0]!.sentence,
    "Between the parts of the run its machine changed: usable cores: 2, then 1; local ports: " +
      "28232, then 128.",
  );
});

Deno.test("machine-changed says nothing of the same machine, nor of what was not asked then", () => {
  assert.deepEqual(inRun("machine-changed", goneOn({})), []);
  assert.deepEqual(inRun("machine-changed", goneOn({ limits: undefined })), []);
  assert.deepEqual(inRun("machine-changed", changedRun()), []);
});
