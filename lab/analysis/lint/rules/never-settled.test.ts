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

Deno.test("never-settled believes a trial that says so itself, of its window or its warm-up", () => {
  const [found] = inTrials("never-settled", { outcome: { settled: false, plannedWindowS: 5 } });
  assert.equal(found!.severity, "warning");
  assert.equal(found!.sentence, "Throughput or latency had not settled in the window.");
  const [older] = inTrials("never-settled", { outcome: { settled: false } });
  assert.match(older!.sentence, /as the warm-up ended/);
  assert.deepEqual(
    inTrials("never-settled", { outcome: { settled: true, plannedWindowS: 5 } }),
    [],
  );
});

Deno.test("never-settled notes what was too short to tell, and a trend in its window all the same", () => {
  const [found] = inTrials("never-settled", { outcome: { settled: null } });
  assert.deepEqual([found!.severity, found!.sentence], [
    "note",
    "The warm-up was too short to tell whether the server had settled.",
  ]);
  const rising = { settled: null, throughputSamplesRps: [300, 330, 352, 381, 410] };
  assert.match(inTrials("never-settled", { outcome: rising })[0]!.sentence, /rose by/);
});
