import assert from "node:assert/strict";
import { intervalWords } from "./interval.ts";

Deno.test("digits follow the width of the interval", () => {
  assert.equal(intervalWords(0.9234, 0.8712, 0.9781, "×"), "0.92×, 0.87 to 0.98");
  assert.equal(intervalWords(3.2, 2.1, 4.6, "×"), "3.2×, 2.1 to 4.6");
  assert.equal(intervalWords(0.996, 0.943, 1.052, "×"), "1.00×, 0.94 to 1.05");
  assert.equal(intervalWords(1234.56, 1100.4, 1390.2), "1,235, 1,100 to 1,390");
});

Deno.test("an interval without an end is left out", () => {
  assert.equal(intervalWords(1.25, 0, Infinity, "×"), "1.25×");
});
