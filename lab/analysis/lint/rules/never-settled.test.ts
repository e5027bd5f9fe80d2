import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const withSamples = (throughputSamplesRps: number[]) =>
  inTrials("never-settled", { outcome: { throughputSamplesRps } });

Deno.test("never-settled finds throughput that rises through the window, or falls", () => {
  assert.match(withSamples([300, 330, 352, 381, 410])[0]!.sentence, /rose by 36 %/);
  assert.match(withSamples([410, 380, 352, 331, 300])[0]!.sentence, /fell by 2\d\.?\d* %/);
});

Deno.test("never-settled tolerates noise without a trend, and trends too small to matter", () => {
  assert.deepEqual(withSamples([300, 400, 330, 380, 350]), []);
  assert.deepEqual(withSamples([400, 402, 404, 406, 408]), []);
});

Deno.test("never-settled says nothing of windows with too few seconds", () => {
  assert.deepEqual(withSamples([300, 400, 500]), []);
});

Deno.test("never-settled believes a warm-up that says so itself", () => {
  const outcome = { settled: false };
  const [found] = inTrials("never-settled", { outcome });
  assert.match(found!.sentence, /reached its bound/);
});
