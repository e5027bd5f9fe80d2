import assert from "node:assert/strict";
import { studentQuantile } from "./student.ts";

Deno.test("studentQuantile() agrees with the printed tables of Student's t", () => {
  const printed: [number, number, number][] = [
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.95, 19, 2.093],
    [0.95, 120, 1.980],
    [0.99, 5, 4.032],
    [0.999, 5, 6.869],
  ];
  for (const [confidence, degreesOfFreedom, expected] of printed) {
    assert.equal(Number(studentQuantile(confidence, degreesOfFreedom).toFixed(3)), expected);
  }
});

Deno.test("studentQuantile() refuses degrees of freedom and confidences that make no sense", () => {
  assert.throws(() => studentQuantile(0.95, 0), /0 degrees of freedom; give a whole number/);
  assert.throws(() => studentQuantile(0.95, 2.5), /2.5 degrees of freedom/);
  assert.throws(() => studentQuantile(1, 3), /confidence 1; give a share/);
});
