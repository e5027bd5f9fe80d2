import assert from "node:assert/strict";
import { fixtureCell } from "../../analysis/fixtures/runs.ts";
import { seededRandom } from "../../nouns/random.ts";
import type { Cell } from "../../nouns/cell.ts";
import { partnersTogether } from "./partners.ts";

const [a, b, c, d] = [1, 2, 3, 4].map((workers) => fixtureCell("gamma-sync", workers, 5)) as [
  Cell,
  Cell,
  Cell,
  Cell,
];
const pair = (over: Cell, under: Cell) => ({ over, under });
const orders = (pairs: { over: Cell; under: Cell }[]) =>
  Array.from(
    { length: 40 },
    (_, seed) =>
      partnersTogether(pairs, seededRandom(seed)).map(({ settings }) => settings.workers).join(""),
  );

Deno.test("partners follow each other, either first, the pairs in any order", () => {
  const seen = new Set(orders([pair(a, b), pair(c, d)]));
  assert.deepEqual([...seen].sort(), [
    ...["1234", "1243", "2134", "2143", "3412", "3421", "4312", "4321"],
  ]);
});

Deno.test("a cell with two partners stands between them, and is there once", () => {
  assert.deepEqual([...new Set(orders([pair(a, b), pair(c, a)]))].sort(), ["213", "312"]);
  for (const order of orders([pair(a, b), pair(b, c), pair(c, d), pair(d, a)])) {
    assert.equal([...order].sort().join(""), "1234");
  }
});

Deno.test("twins are one cell, twice", () => {
  assert.deepEqual([...new Set(orders([pair(a, a)]))], ["11"]);
  for (const order of orders([pair(a, a), pair(b, a)])) {
    assert.match(order, /^(211|112|121)$/);
  }
});
