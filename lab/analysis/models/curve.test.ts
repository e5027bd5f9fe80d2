import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import { cellSize } from "../tables/cells.ts";
import { fixtureCell, fixtureGrid, fixtureRun } from "../fixtures/runs.ts";
import { uslOf } from "./curve.ts";
import { uslThroughputRps } from "./usl.ts";

const LAW = { singleRps: 100, contention: 0.1, coherency: 0.002 };
const GAMMA = "gamma-sync";
const grid = fixtureGrid(GAMMA, [1, 2, 3], [1, 5, 15]);
const lawOf = (cell: Cell) => uslThroughputRps(LAW, cellSize(cell)!);
const runOf = (seed: number, options = {}) =>
  fixtureRun({ seed, cells: grid, throughputRpsOf: lawOf, answerCount: 1, ...options });

Deno.test("uslOf() finds law and peak through drift between blocks", () => {
  const run = runOf(1, { blocks: 6, noiseShare: 0.01, driftShare: 0.3 });
  const { law, peakAtOnce, peakInterval, points, misfitShare, sentence } = uslOf(run, GAMMA);
  // The level is that of the average block; the shape is not touched by drift.
  assert.ok(Math.abs(law!.contention - 0.1) < 0.03, `${law!.contention}`);
  assert.ok(peakAtOnce! > 17 && peakAtOnce! < 27, `${peakAtOnce}`);
  assert.ok(peakInterval!.low < 21 && 21 < peakInterval!.high, JSON.stringify(peakInterval));
  assert.equal(points.length, 9);
  assert.ok(misfitShare < 0.03, `${misfitShare}`);
  assert.match(
    sentence,
    /^gamma-sync: one alone gives \d+ requests\/s, 2\d at once give the most \(\d+ to \d+\)/,
  );
});

Deno.test("uslOf() covers the law with its band in at least 88 of 100 simulated runs", () => {
  const RUNS = 30;
  let covered = 0, asked = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const run = runOf(seed, { blocks: 3, noiseShare: 0.06, driftShare: 0 });
    const { band } = uslOf(run, GAMMA, { resampleCount: 50 });
    for (const { atOnce, low, high } of [band[0]!, band[20]!, band[40]!]) {
      const truth = uslThroughputRps(LAW, atOnce);
      asked++;
      if (low! <= truth && truth <= high!) covered++;
    }
  }
  assert.ok(covered / asked >= 0.88, `${covered} of ${asked}`);
});

Deno.test("uslOf() says that a law fits poorly where processes and threads are not alike", () => {
  const run = runOf(2, {
    blocks: 5,
    noiseShare: 0.02,
    throughputRpsOf: (cell: Cell) => lawOf(cell) * (cell.settings.workers === 3 ? 1.5 : 1),
  });
  assert.match(uslOf(run, GAMMA).sentence, /The law fits poorly: a cell is \d+ % off the curve/);
});

Deno.test("uslOf() gives points without a curve below four sizes, a curve without a band below three blocks", () => {
  const delta = fixtureRun({
    cells: fixtureGrid("delta-async", [1, 2, 3], []),
    answerCount: 1,
  });
  const few = uslOf(delta, "delta-async");
  assert.equal(few.law, null);
  assert.equal(few.points.length, 3);
  assert.match(few.sentence, /3 sizes measured; a scalability curve needs 4/);
  const twice = uslOf(runOf(3, { blocks: 2 }), GAMMA);
  assert.ok(
    twice.law !== null && twice.band.every(({ low, high }) => low === null && high === null),
  );
});

Deno.test("uslOf() names no peak of five sizes, nor one whose interval the sizes do not span", () => {
  const peakOf = (sizes: number[], noiseShare = 0.01) => {
    const cells = sizes.map((threads) => fixtureCell(GAMMA, 1, threads));
    const run = fixtureRun({
      ...{ cells, blocks: 5, noiseShare, answerCount: 1 },
      throughputRpsOf: lawOf,
    });
    return uslOf(run, GAMMA, { resampleCount: 50 });
  };
  // The law's peak is at 21.
  const five = peakOf([1, 5, 15, 30, 60]);
  assert.deepEqual([five.peakAtOnce, five.peakInterval], [null, null]);
  assert.match(
    five.sentence,
    /more help at first, and where they cease to these 5 cells cannot tell/,
  );
  assert.ok(Math.abs(peakOf([1, 3, 5, 15, 30, 60]).peakAtOnce! - 21) < 3);
  assert.equal(peakOf([1, 3, 5, 15, 20, 30], 0.3).peakAtOnce, null);
  const below = peakOf([1, 2, 3, 5, 8, 12]);
  assert.equal(below.peakAtOnce, null);
  assert.match(below.sentence, /more still help at 12, the most that was measured/);
});

Deno.test("uslOf() refuses a variant without answers, and several scenarios at once", () => {
  assert.throws(() => uslOf(runOf(1), "alpha-async"), /no completed trial of it with answers/);
  const mixed = fixtureRun({
    cells: [fixtureCell(GAMMA, 1, 1), fixtureCell(GAMMA, 1, 5, { size: 100_000 })],
    answerCount: 1,
  });
  assert.throws(() => uslOf(mixed, GAMMA), /asked 2 scenarios; choose one with/);
});
