import assert from "node:assert/strict";
import { mean, standardDeviation } from "simple-statistics";
import { normalDeviate, seededRandom } from "./random.ts";

Deno.test("seededRandom() gives the same numbers for the same seed and others for another", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
});

Deno.test("seededRandom() fills [0, 1) evenly", () => {
  const random = seededRandom(1);
  const tenths = new Array(10).fill(0);
  for (let i = 0; i < 20_000; i++) tenths[Math.floor(random() * 10)]++;
  assert.equal(tenths.length, 10);
  for (const count of tenths) assert.ok(Math.abs(count - 2000) < 150, `${tenths}`);
});

Deno.test("normalDeviate() has mean 0 and standard deviation 1", () => {
  const random = seededRandom(2);
  const values = Array.from({ length: 20_000 }, () => normalDeviate(random));
  assert.ok(Math.abs(mean(values)) < 0.02);
  assert.ok(Math.abs(standardDeviation(values) - 1) < 0.02);
});
