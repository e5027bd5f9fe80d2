import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import { bestOf } from "./best.ts";
import { cellKey } from "../tables/cells.ts";
import { fixtureCell, fixtureForeignCell, fixtureGrid, fixtureRun } from "../fixtures/runs.ts";

const grid = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]);
/** Level from 2×5 on; less below. */
const plateauRps = ({ settings: { workers, threads } }: Cell) =>
  workers! * threads! >= 10 ? 400 : 400 * Math.sqrt(workers! * threads! / 10);

Deno.test("bestOf() finds the smallest configuration on the plateau", () => {
  const run = fixtureRun({
    cells: grid,
    blocks: 5,
    noiseShare: 0.015,
    throughputRpsOf: plateauRps,
    answerCount: 1,
  });
  const { best, indistinct, smallest, sentence, cellCount } = bestOf(run, "gamma-sync");
  assert.equal(cellCount, 9);
  assert.ok(plateauRps(best.cell) === 400);
  assert.ok(indistinct.every(({ cell }) => plateauRps(cell) === 400));
  assert.equal(smallest.label, "gamma-sync 2×5");
  assert.match(
    sentence,
    /gave most: \d+ requests\/s \(\d+–\d+\); (whether|which).* these blocks cannot tell/,
  );
  assert.ok(best.lowestRps <= best.throughputRps && best.throughputRps <= best.highestRps);
});

Deno.test("bestOf() claims nothing below three blocks: the best is also the smallest", () => {
  const run = fixtureRun({ cells: grid, blocks: 2, answerCount: 1 });
  const { best, smallest, sentence, indistinct } = bestOf(run, "gamma-sync");
  assert.equal(smallest, best);
  assert.equal(indistinct.length, 8);
  assert.match(sentence, /with 2 blocks no configuration can be told from another/);
});

Deno.test("bestOf() of a single configuration says that there was no other", () => {
  const run = fixtureRun({ cells: grid.slice(0, 1), blocks: 3, answerCount: 1 });
  const { indistinct, sentence } = bestOf(run, "gamma-sync");
  assert.deepEqual(indistinct, []);
  assert.match(sentence, /no other configuration was measured/);
});

Deno.test("the true best is the best or among the indistinct in at least 95 of 100 runs", () => {
  const truth = cellKey(grid[5]!);
  const RUNS = 60;
  let kept = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const run = fixtureRun({
      seed,
      cells: grid,
      blocks: 3,
      throughputRpsOf: (cell) => cellKey(cell) === truth ? 400 : 392,
      answerCount: 1,
    });
    const { best, indistinct } = bestOf(run, "gamma-sync");
    if ([best, ...indistinct].some(({ cell }) => cellKey(cell) === truth)) kept++;
  }
  assert.ok(kept >= 0.95 * RUNS, `${kept} of ${RUNS}`);
});

Deno.test("what flatters the best of nine equal cells is about what their luck gives, and is told", () => {
  const RUNS = 60;
  let excess = 0, told = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const run = fixtureRun({
      ...{ seed, cells: grid, blocks: 4, noiseShare: 0.09, driftShare: 0 },
      ...{ throughputRpsOf: () => 400, answerCount: 1 },
    });
    const { best, flatteryShare, sentence } = bestOf(run, "gamma-sync");
    excess += (best.throughputRps / 400 - 1) / RUNS;
    told += flatteryShare! / RUNS;
    assert.match(sentence, /The best of 9 is best by luck too, by up to [\d.]+ % here/);
  }
  assert.ok(excess > 0.05 && excess < 0.09, `${excess}`);
  assert.ok(Math.abs(told / excess - 1) < 0.15, `told ${told}, and it was ${excess}`);
});

Deno.test("nothing flatters a best that stands apart, and of one block nobody can tell", () => {
  const [one, other] = fixtureGrid("gamma-sync", [1, 3], [5]);
  const options = {
    ...{ cells: [one!, other!], noiseShare: 0.01, answerCount: 1 },
    throughputRpsOf: ({ settings }: Cell) => settings.workers === 3 ? 800 : 400,
  };
  assert.equal(bestOf(fixtureRun({ ...options, blocks: 5 }), "gamma-sync").flatteryShare, 0);
  assert.equal(bestOf(fixtureRun({ ...options, blocks: 1 }), "gamma-sync").flatteryShare, null);
});

Deno.test("bestOf() refuses a variant that the run does not have, and several scenarios at once", () => {
  const run = fixtureRun({
    cells: [
      fixtureCell("gamma-sync", 1, 5),
      fixtureCell("gamma-sync", 1, 5, { size: 100_000 }),
    ],
    answerCount: 1,
  });
  assert.throws(
    () => bestOf(run, "omega-async"),
    /no completed trial of it; it measured gamma-sync/,
  );
  assert.throws(() => bestOf(run, "gamma-sync"), /asked 2 scenarios; choose one/);
  const where = (cell: Cell) => cell.scenario.size === 1000;
  assert.equal(bestOf(run, "gamma-sync", { where }).cellCount, 1);
});

Deno.test("bestOf() tells what the smallest configuration costs beside the best", () => {
  const cells = fixtureGrid("gamma-sync", [1, 3], [5]);
  const run = fixtureRun({
    ...{ cells, blocks: 6, noiseShare: 0.005, driftShare: 0, answerCount: 1 },
    throughputRpsOf: ({ settings }) => settings.workers === 3 ? 402 : 400,
  });
  const { best, smallest, costSentence } = bestOf(run, "gamma-sync");
  assert.deepEqual([best.cell.settings.workers, smallest.cell.settings.workers], [3, 1]);
  assert.deepEqual([smallest.serverMemoryMiB, smallest.databaseConnectionCount], [60, 5]);
  assert.equal(
    costSentence,
    "1×5 takes 60 MiB and 5 database connections, 3×5 takes 180 MiB and 15 database connections.",
  );

  const alone = bestOf(
    fixtureRun({ cells, blocks: 6, throughputRpsOf: (c) => c.settings.workers === 3 ? 800 : 400 }),
    "gamma-sync",
  );
  assert.equal(
    alone.costSentence,
    "gamma-sync 3×5 takes 180 MiB and 15 database connections.",
  );
});

Deno.test("bestOf() says that it does not know what a foreign server costs", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell()], blocks: 3, answerCount: 1 });
  const { best, sentence, costSentence } = bestOf(run, "omega-url");
  assert.equal(best.serverMemoryMiB, null);
  assert.match(sentence, /^omega-url gave most: \d+ requests\/s/);
  assert.equal(
    costSentence,
    "omega-url takes an unknown amount of memory and an unknown number of database connections.",
  );
});
