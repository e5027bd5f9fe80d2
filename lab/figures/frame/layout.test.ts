import assert from "node:assert/strict";
import fc from "fast-check";
import { boldWidthPx, formatted, spread, thinned, wrapped } from "./layout.ts";
import { rowsLayout } from "./rows.ts";

Deno.test("spread() leaves labels alone that do not touch", () => {
  assert.deepEqual(spread([10, 50, 30], 14), [10, 50, 30]);
});

Deno.test("spread() moves labels apart around their common middle", () => {
  assert.deepEqual(spread([20, 20], 14), [13, 27]);
  assert.deepEqual(spread([100, 101, 102], 10), [91, 101, 111]);
});

Deno.test("spread() always leaves the gap and keeps the order", () => {
  const positions = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 8 });
  fc.assert(fc.property(positions, (values) => {
    const moved = spread(values, 14);
    const order = values.map((value, index) => ({ value, at: moved[index]! }))
      .sort((a, b) => a.value - b.value || a.at - b.at);
    return order.every(({ at }, index) => index === 0 || at - order[index - 1]!.at >= 14 - 1e-9);
  }));
});

Deno.test("thinned() keeps first and last, and of the rest what has room", () => {
  assert.deepEqual(thinned([1, 2, 3, 5, 8, 10, 15, 20], 10, 20), [1, 3, 5, 8, 10, 15, 20]);
  assert.deepEqual(thinned([1, 2, 3], 50, 20), [1, 2, 3]);
  assert.deepEqual(thinned([1, 19, 20], 10, 20), [1, 20]);
  assert.deepEqual(thinned([4], 10, 20), [4]);
});

Deno.test("formatted() shows three digits with separators", () => {
  assert.deepEqual([1234.5, 87.46, 0.423, 0].map(formatted), ["1,235", "87.5", "0.42", "0"]);
});

Deno.test("formatted() calls nothing 0 that is more or less", () => {
  assert.deepEqual([0.001, 0.0034, -0.0002].map(formatted), ["0.001", "0.003", "-0.0002"]);
});

Deno.test("rowsLayout() gives long labels the lines that a telephone needs, and their marks the room", () => {
  const long = "framework-mapper-and-its-own-pool 1 worker · connects in 50 ms · pool 5–15";
  const [short, wide, narrow] = [
    rowsLayout(["some-small-pool 1 worker, of its own"], 360),
    rowsLayout([long], 1300),
    rowsLayout([long, "some-small-pool"], 360),
  ];
  assert.ok(short.labelsAbove && narrow.labelsAbove && !wide.labelsAbove);
  const lines = wrapped(long, narrow.lettersALine);
  assert.equal(lines.join(" "), long);
  assert.ok(lines.length > 1 && lines.every((line) => boldWidthPx(line) <= 360), String(lines));
  assert.equal(narrow.rowPx - short.rowPx, (lines.length - 1) * 15);
  assert.ok(narrow.markDy > short.markDy);
});
