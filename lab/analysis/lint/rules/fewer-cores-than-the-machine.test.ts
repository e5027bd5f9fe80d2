import assert from "node:assert/strict";
import { changedRun, inRun, withLimits } from "../testing.ts";

const found = (cores: number, limits: Parameters<typeof withLimits>[1]) => {
  const run = withLimits(changedRun(), limits);
  run.environment.cpuCoreCount = cores;
  return inRun("fewer-cores-than-the-machine", run).map(({ sentence }) => sentence);
};

Deno.test("fewer-cores-than-the-machine says by what the run was held to fewer", () => {
  assert.deepEqual(found(1, { onlineCoreCount: 4, allowedCoreCount: 1 }), [
    "Of the machine's 4 cores the run could use 1: affinity allows 1 core.",
  ]);
  assert.deepEqual(found(1.5, { onlineCoreCount: 4, allowedCoreCount: 2, quotaCores: 1.5 }), [
    "Of the machine's 4 cores the run could use 1.5: affinity allows 2 cores and a quota the time of 1.5.",
  ]);
});

Deno.test("fewer-cores-than-the-machine says nothing of a whole machine, nor of a run that was not asked", () => {
  assert.deepEqual(found(4, { onlineCoreCount: 4, allowedCoreCount: 4, quotaCores: 8 }), []);
  assert.deepEqual(inRun("fewer-cores-than-the-machine", changedRun()), []);
});
