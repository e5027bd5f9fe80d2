import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import { trialRows } from "../../analysis/tables/tables.ts";
import { packed, type PackedColumn } from "./packed.ts";
import { explorerData } from "./trials.ts";

const unpacked = (column: PackedColumn, at: number) =>
  "all" in column
    ? column.all
    : "values" in column
    ? column.values[at]
    : column.at[at] === null
    ? null
    : column.texts[column.at[at]!];

Deno.test("packed() keeps every value, numbers to six digits", () => {
  for (
    const values of [
      ["a", null, "b", "a"],
      [1, 2.5, null, true],
      [null, null],
      [],
      ["same", "same"],
    ]
  ) {
    const column = packed(values);
    assert.deepEqual(values.map((_, at) => unpacked(column, at)), values);
  }
  assert.deepEqual(packed([1 / 3, 2]), { values: [0.333333, 2] });
  assert.deepEqual(packed([1 / 0, 2.5]), { values: [null, 2.5] }, "JSON has no such number");
});

Deno.test("the explorer has the same rows as trialsTable, and of each cell a mean within its interval", () => {
  const run = fixtureRun({ blocks: 3, noiseShare: 0.1, failedTrials: [2] });
  const data = explorerData([run]);
  const rows = trialRows(run);
  assert.equal(data.rowCount, rows.length);
  assert.equal(data.rowCount, run.trials.length - 1);
  rows.forEach((row, at) => {
    const of = (name: string) =>
      unpacked(data.rows[data.columns.findIndex((column) => column.name === name)]!, at);
    assert.equal(of("trial"), row.trial);
    assert.equal(of("variant"), row.variant);
    assert.ok(Math.abs(of("throughputRps") as number / row.throughputRps - 1) < 1e-5);
    assert.equal(of("runId"), run.runId);
  });
  for (const { throughputRps, lowRps, highRps, curveMs, trialCount } of data.cells) {
    assert.ok(trialCount < 2 || (lowRps! < throughputRps! && throughputRps! < highRps!));
    assert.deepEqual(curveMs, curveMs.toSorted((a, b) => a - b), "a curve that falls");
  }
  assert.equal(data.failures.length, 1);
  assert.equal(data.failures[0]!.trial, 2);
});

Deno.test("a curve ends where fewer than five answers were slower", () => {
  const cells = [fixtureCell("alpha-async", 1, null)];
  const { cells: [few], shares } = explorerData([
    fixtureRun({ cells, blocks: 1, answerCount: 100 }),
  ]);
  assert.equal(shares[few!.curveMs.length - 1], 0.95);
});

Deno.test("2,000 trials take less than 4 MB, so that the page has less than 5", () => {
  const runs = Array.from({ length: 4 }, () => fixtureRun({ blocks: 30, noiseShare: 0.2 }));
  const data = explorerData(runs);
  const perTrial = JSON.stringify(data).length / data.rowCount;
  assert.ok(perTrial * 2000 < 4e6, `${perTrial} B a trial`);
});
