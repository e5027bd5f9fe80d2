import assert from "node:assert/strict";
import { fisherTail } from "./fisher.ts";
import { studentCentralProbability } from "./student.ts";

/** `scipy.stats.f.sf(f, above, below)`, SciPy 1.18. */
const REFERENCE: [f: number, above: number, below: number, tail: number][] = [
  [4.1028, 2, 10, 0.05000057716382414],
  [0.5, 3, 7.5, 0.6932855021854569],
  [12.3, 1, 4.2, 0.02284012069604884],
  [2.2, 4, 33.7, 0.09002316398538326],
  [1, 2, 2.5, 0.47963334520580586],
  [25, 3, 6.1, 0.0007996122730714792],
];

Deno.test("fisherTail() is what SciPy has, whole degrees of freedom or not", () => {
  for (const [f, above, below, tail] of REFERENCE) {
    assert.ok(Math.abs(fisherTail(f, above, below) / tail - 1) < 1e-10, `${f}, ${above}, ${below}`);
  }
});

Deno.test("the square of Student's t is an F", () => {
  for (const t of [0.1, 1, 2.5, 7]) {
    for (const freedom of [1, 2, 5, 30]) {
      const central = studentCentralProbability(t, freedom);
      assert.ok(Math.abs(fisherTail(t * t, 1, freedom) - (1 - central)) < 1e-12);
    }
  }
});

Deno.test("fisherTail() ends at 1 and 0, and refuses degrees of freedom that are none", () => {
  assert.equal(fisherTail(0, 2, 9), 1);
  assert.equal(fisherTail(Infinity, 2, 9), 0);
  assert.throws(() => fisherTail(1, 0, 9), /give two above 0/);
});
