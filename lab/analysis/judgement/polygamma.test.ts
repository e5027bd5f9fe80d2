import assert from "node:assert/strict";
import { digamma, tetragamma, trigamma, trigammaInverse } from "./polygamma.ts";
import reference from "./reference.json" with { type: "json" };

function assertClose(actual: number, expected: number, toleratedShare = 1e-11): void {
  const gap = Math.abs(actual - expected);
  assert.ok(gap <= toleratedShare * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);
}

Deno.test("digamma(), trigamma() and tetragamma() agree with mpmath", () => {
  assert.ok(reference.polygamma.length >= 5);
  for (const row of reference.polygamma) {
    assertClose(digamma(row.x), row.digamma);
    assertClose(trigamma(row.x), row.trigamma);
    assertClose(tetragamma(row.x), row.tetragamma);
  }
});

Deno.test("each function is the slope of the one before it, where the series takes over too", () => {
  const step = 1e-4;
  for (const x of [0.7, 2.5, 5.9999, 6, 6.3, 40]) {
    const slope = (of: (x: number) => number) => (of(x + step) - of(x - step)) / (2 * step);
    assertClose(slope(digamma), trigamma(x), 1e-6);
    assertClose(slope(trigamma), tetragamma(x), 1e-6);
  }
});

Deno.test("the functions double as Legendre's formula says, from small arguments to large", () => {
  for (const x of [1e-5, 0.01, 0.3, 1.7, 5.5, 12, 400, 1e6]) {
    assertClose(digamma(2 * x), (digamma(x) + digamma(x + 0.5)) / 2 + Math.LN2);
    assertClose(4 * trigamma(2 * x), trigamma(x) + trigamma(x + 0.5));
    assertClose(8 * tetragamma(2 * x), tetragamma(x) + tetragamma(x + 0.5));
  }
});

Deno.test("trigammaInverse() agrees with mpmath, and inverts over forty powers of ten", () => {
  for (const { x, y } of reference.trigammaInverse) assertClose(trigammaInverse(x), y);
  for (let power = -20; power <= 20; power++) {
    const x = 10 ** power;
    assert.ok(Math.abs(trigamma(trigammaInverse(x)) / x - 1) < 1e-10, `of 1e${power}`);
  }
});

Deno.test("the functions refuse what is not above 0, rather than give NaN", () => {
  for (const  of of[digamma, trigamma, tetragamma, trigammaInverse]) {
    for (const x of [0, -1, NaN, Infinity]) {
      assert.throws(() => of(x), /give a finite number above 0/);
    }
  }
});
