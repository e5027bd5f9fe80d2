import assert from "node:assert/strict";
import { fixtureCell } from "../analysis/fixtures/cells.ts";
import { experiment } from "./experiment.ts";
import { cellsIn } from "./named.ts";

const stock = fixtureCell("gamma-sync", 1, 5);
const pool = fixtureCell("gamma-sync", 2, 5);

Deno.test("named cells come in the order in which they are written, twins twice", () => {
  const named = { few: { stock, pool }, many: [pool], twin: stock };
  assert.deepEqual(cellsIn(named), [stock, pool, pool, stock]);
  assert.deepEqual(cellsIn([]), []);
});

Deno.test("an experiment takes cells by name as it takes a list of them", () => {
  const common = { name: "kiosk", question: "Which?" };
  const byName = experiment({ ...common, cells: { stock, others: { pool } } });
  assert.deepEqual(byName, experiment({ ...common, cells: [stock, pool] }));
});

Deno.test("a name without a cell under it is refused by its field", () => {
  const wrong = { stock: { ...stock, variant: "No Name" } };
  assert.throws(() => experiment({ name: "kiosk", question: "Which?", cells: wrong }), /cells/);
});
