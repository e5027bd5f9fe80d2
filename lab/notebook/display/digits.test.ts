import assert from "node:assert/strict";
import { numberWriter } from "./digits.ts";

const written = (...values: number[]) => values.map(numberWriter(values, 3));

Deno.test("numbers of a column share their decimals, by the largest", () => {
  assert.deepEqual(written(1.234, 12.5), ["1.2", "12.5"]);
  assert.deepEqual(written(5.5, 0.25), ["5.50", "0.25"]);
  assert.deepEqual(written(1, 1.234), ["1.00", "1.23"]);
});

Deno.test("whole numbers stay whole, a count among fractions too", () => {
  assert.deepEqual(written(1200, 7), ["1,200", "7"]);
  assert.deepEqual(written(39, 27.31, 35.16), ["39", "27.3", "35.2"]);
});

Deno.test("where a shared decimal would leave nothing of the smallest, each has its own digits", () => {
  assert.deepEqual(written(39, 1787.28, 0.0123, 0), ["39", "1,787", "0.0123", "0"]);
});

Deno.test("what is no number of a size does not decide", () => {
  assert.deepEqual(written(1.5, Infinity), ["1.50", "∞"]);
  assert.deepEqual(written(0, 0), ["0", "0"]);
});
