import assert from "node:assert/strict";
import { mean, median } from "simple-statistics";
import { bootstrap } from "./bootstrap.ts";

const SAMPLE = [4.1, 5.2, 3.9, 4.8, 6.3, 5.5, 4.4, 5.0, 4.9, 5.1];

Deno.test("bootstrap() gives the same interval for the same seed", () => {
  assert.deepEqual(bootstrap(SAMPLE, mean, { seed: 5 }), bootstrap(SAMPLE, mean, { seed: 5 }));
  assert.notDeepEqual(bootstrap(SAMPLE, mean, { seed: 5 }), bootstrap(SAMPLE, mean, { seed: 6 }));
});

Deno.test("bootstrap() of a mean comes near the interval of theory", () => {
  // The percentile interval of a mean is near ±1.96 σ̂ ÷ √n with σ̂ over n.
  const { low, high } = bootstrap(SAMPLE, mean, { resampleCount: 4000 });
  assert.ok(Math.abs(low - (4.92 - 0.393)) < 0.05, `${low}`);
  assert.ok(Math.abs(high - (4.92 + 0.393)) < 0.05, `${high}`);
});

Deno.test("bootstrap() is wider for more confidence", () => {
  const width = (confidence: number) => {
    const { low, high } = bootstrap(SAMPLE, median, { confidence });
    return high - low;
  };
  assert.ok(width(0.5) < width(0.9) && width(0.9) < width(0.99));
});

Deno.test("BCa leans towards the long tail of skewed values, as the percentile interval does not", () => {
  const skewed = [1, 1.1, 1.3, 1.4, 1.6, 1.9, 2.3, 3.1, 4.8, 9.5];
  const plain = bootstrap(skewed, mean);
  const corrected = bootstrap(skewed, mean, { method: "bca" });
  assert.ok(corrected.low > plain.low && corrected.high > plain.high * 1.05);
  const symmetric = [-3, -2, -1, 0, 1, 2, 3];
  const { low, high } = bootstrap(symmetric, mean, { method: "bca" });
  assert.ok(Math.abs(low + high) < 0.3, `${low} ${high}`);
});

Deno.test("bootstrap() of one value, or of equal ones, is that value", () => {
  for (const method of ["percentile", "bca"] as const) {
    assert.deepEqual(bootstrap([3], median, { method }), { low: 3, high: 3 });
    assert.deepEqual(bootstrap([3, 3, 3], mean, { method }), { low: 3, high: 3 });
  }
});

Deno.test("bootstrap() refuses an empty sample", () => {
  assert.throws(() => bootstrap([], mean), /the sample is empty; give at least one value/);
});
