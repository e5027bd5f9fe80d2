import assert from "node:assert/strict";
import { table } from "arquero";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import { trialsTable } from "../../analysis/tables/tables.ts";
import { showTables } from "./arquero.ts";
import { type Bundle, DISPLAY } from "./display.ts";

const shown = (value: object) =>
  (value as { [display: symbol]: () => Bundle })[DISPLAY]!()["text/plain"];

Deno.test("a table of arquero shows itself, and so does what is made of it", () => {
  showTables();
  assert.equal(
    shown(table({ medianRps: [1, 2] }).filter((row: { medianRps: number }) => row.medianRps > 1)),
    "median, requests/s\n──────────────────\n                 2",
  );
  const trials = shown(trialsTable(fixtureRun({ blocks: 2, answerCount: 1 })));
  assert.match(trials, /^trial +block +cell .*throughput, requests\/s/);
  assert.match(trials, /… and \d+ more rows\nThe same in all rows: .*endpoint item/);
});
