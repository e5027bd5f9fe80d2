import assert from "node:assert/strict";
import { changedRun, inRun, withLimits } from "../testing.ts";

Deno.test("throttled tells how often a quota was used up, and which", () => {
  const change = { "gamma-sync": { outcome: { throttledShare: 0.4, throttledS: 1.9 } } };
  const [found] = inRun("throttled", withLimits(changedRun(change), { quotaCores: 1 }));
  assert.equal(
    found!.sentence,
    "The quota of 1 core was used up in 40 % of its periods; processes were held back for 1.9 s in all.",
  );
});

Deno.test("throttled says nothing of a quota that was not reached, nor where there is none", () => {
  const change = { "gamma-sync": { outcome: { throttledShare: 0.005, throttledS: 0.01 } } };
  assert.deepEqual(inRun("throttled", withLimits(changedRun(change), { quotaCores: 1 })), []);
  assert.deepEqual(inRun("throttled", changedRun()), []);
});
