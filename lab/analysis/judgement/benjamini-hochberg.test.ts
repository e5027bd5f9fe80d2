import assert from "node:assert/strict";
import fc from "fast-check";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import reference from "./reference.json" with { type: "json" };

Deno.test("benjaminiHochberg() agrees with statsmodels, in whatever order the claims come", () => {
  const { pValues, adjusted } = reference.benjaminiHochberg;
  const order = [3, 0, 5, 2, 4, 1];
  const ours = benjaminiHochberg(order.map((index) => pValues[index]!));
  order.forEach((index, place) => {
    assert.ok(Math.abs(ours[place]! - adjusted[index]!) < 1e-12, `${ours}`);
  });
});

Deno.test("benjaminiHochberg() finds what the step-up rule finds, at every level", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 12 }), share, (pValues, level) => {
      const sorted = [...pValues].sort((a, b) => a - b);
      const last = sorted.findLastIndex((p, rank) => p * (pValues.length / (rank + 1)) <= level);
      const found = benjaminiHochberg(pValues).filter((adjusted) => adjusted <= level).length;
      assert.equal(found, last + 1);
    }),
  );
});

Deno.test("benjaminiHochberg() keeps the order of the claims and never makes one surer", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(fc.array(share, { maxLength: 12 }), (pValues) => {
    const adjusted = benjaminiHochberg(pValues);
    assert.equal(adjusted.length, pValues.length);
    pValues.forEach((p, i) => {
      assert.ok(adjusted[i]! >= p && adjusted[i]! <= 1);
      pValues.forEach((q, j) => assert.ok(p > q || adjusted[i]! <= adjusted[j]!));
    });
  }));
});

Deno.test("benjaminiHochberg() refuses what is no p-value", () => {
  assert.throws(() => benjaminiHochberg([0.1, NaN]), /one is NaN; give numbers from 0 to 1/);
  assert.throws(() => benjaminiHochberg([1.2]), /one is 1.2/);
});
