import assert from "node:assert/strict";
import { seededRandom } from "../../nouns/random.ts";
import { uniformityOf } from "./uniformity.ts";

Deno.test("uniformityOf() calls even p-values uneven in 5 of 100 cases, and bent ones nearly always", () => {
  const random = seededRandom(2);
  const RUNS = 2000;
  const share = (bend: number) =>
    Array.from(
      { length: RUNS },
      () => uniformityOf(Array.from({ length: 20 }, () => random() ** bend)).pValue < 0.05,
    ).filter(Boolean).length / RUNS;
  assert.ok(Math.abs(share(1) - 0.05) < 0.015);
  assert.ok(share(3) > 0.9);
});

Deno.test("uniformityOf() of many p-values stays a probability, and refuses none and odd ones", () => {
  const many = Array.from({ length: 400 }, (_, index) => (index + 0.5) / 400);
  assert.ok(uniformityOf(many).pValue > 0.999);
  assert.ok(uniformityOf(many.map((value) => value / 4)).pValue < 1e-9);
  assert.throws(() => uniformityOf([]), /there is none; give numbers from 0 to 1/);
  assert.throws(() => uniformityOf([0.2, NaN]), /one is NaN/);
});
