import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { crossingsOf, sizeLines } from "./crossing.ts";

const sizes = [1_000, 10_000, 100_000];
const cells = ["gamma-sync", "beta-sync"].flatMap((variant) =>
  sizes.map((size) => fixtureCell(variant, 1, 5, { size }))
);
const runOf = (throughputRpsOf: (cell: Cell) => number, blocks = 5) =>
  fixtureRun({ cells, blocks, throughputRpsOf, noiseShare: 0.01, answerCount: 1 });
/** Falls tenfold with ten times the rows. */
const falling = ({ scenario }: Cell) => 2_000_000 / scenario.size;

Deno.test("lines are cells that differ in their rows alone, the fewest rows first", () => {
  const run = runOf(falling);
  const lines = sizeLines(run, [...cells].reverse());
  assert.deepEqual(lines.map(({ label }) => label).sort(), ["beta-sync 1×5", "gamma-sync 1×5"]);
  assert.deepEqual(lines[0]!.cells.map(({ scenario }) => scenario.size), sizes);
  assert.deepEqual(sizeLines(run, cells.slice(0, 1)), []);
});

Deno.test("two servers cross where the one that led falls behind, and the place is between the sizes", () => {
  const run = runOf((cell) => cell.variant === "gamma-sync" ? falling(cell) : 100);
  const [crossing, ...more] = crossingsOf(run);
  assert.deepEqual(more, []);
  assert.deepEqual([crossing!.fewer, crossing!.more], [10_000, 100_000]);
  // 2,000,000 ÷ rows is 100 at 20,000 rows.
  assert.ok(Math.abs(crossing!.rows / 20_000 - 1) < 0.05, String(crossing!.rows));
  assert.match(crossing!.sentence, /^gamma-sync 1×5 gives more than beta-sync 1×5 at 10,000 rows/);
});

Deno.test("lines that lie on each other do not cross, and none that was not measured well enough", () => {
  assert.deepEqual(crossingsOf(runOf(falling)), []);
  const few = runOf((cell) => cell.variant === "gamma-sync" ? falling(cell) : 100, 2);
  assert.deepEqual(crossingsOf(few), []);
});
