import assert from "node:assert/strict";
import { changedRun, inRun, withLimits } from "../testing.ts";

const found = (cpuGovernor: string | null, turbo: boolean | null) =>
  inRun("cpu-speed", withLimits(changedRun(), { cpuGovernor, turbo }))
    .map(({ sentence, severity }) => `${severity}: ${sentence}`);

Deno.test("cpu-speed notes what may change the speed of the cores", () => {
  assert.deepEqual(found("powersave", true), [
    "note: The speed of the cores could change within the run: the governor is powersave, and turbo is on.",
  ]);
  assert.equal(found("performance", true).length, 1);
});

Deno.test("cpu-speed says nothing of a steady speed, nor where it cannot be told, as on most guests", () => {
  assert.deepEqual(found("performance", false), []);
  assert.deepEqual(found(null, null), []);
  assert.deepEqual(inRun("cpu-speed", changedRun()), []);
});
