import assert from "node:assert/strict";
import { oldVerdict } from "./old-method.ts";

Deno.test("the old method called different what lay beyond what twins happened to differ by", () => {
  const differences = [0.09, 0.1, 0.11, 0.1];
  const verdict = (twins: number[]) => oldVerdict(differences, twins).verdict;
  assert.equal(verdict([]), "different");
  assert.equal(verdict([0.01, -0.02, 0.02]), "different");
  assert.equal(verdict([-0.12, -0.1, -0.3]), "undecided");
});

Deno.test("the old method took the median, its own spread, and five percent for the same", () => {
  const { ratio, low, high, verdict } = oldVerdict([0, 0.02, -0.02, 0.3], [0]);
  assert.ok(Math.abs(ratio - Math.exp(0.01)) < 1e-12);
  // Mean 0.075, standard error 0.0757, t 3.182.
  assert.ok(Math.abs(Math.log(low) - (0.075 - 3.1824 * 0.0756)) < 1e-3);
  assert.ok(Math.abs(Math.log(high) - (0.075 + 3.1824 * 0.0756)) < 1e-3);
  assert.equal(verdict, "undecided");
  assert.equal(oldVerdict([0.01, -0.01, 0.02, 0], [0.01]).verdict, "equivalent");
  assert.equal(oldVerdict([0.4, 0.4], []).verdict, "undecided");
});
