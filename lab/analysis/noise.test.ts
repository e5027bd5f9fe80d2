import assert from "node:assert/strict";
import { cellsOf } from "./cells.ts";
import { fixtureCell, fixtureGrid, fixtureRun } from "./fixtures.ts";
import { pooledNoise } from "./noise.ts";

Deno.test("pooledNoise() finds the noise of a trial beneath the drift of blocks", () => {
  const run = fixtureRun({
    cells: fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]),
    blocks: 12,
    noiseShare: 0.05,
    driftShare: 0.4,
    answerCount: 1,
  });
  const noise = pooledNoise(run, cellsOf(run))!;
  assert.equal(noise.degreesOfFreedom, 8 * 11);
  assert.ok(Math.abs(noise.logStandardDeviation - 0.05) < 0.012, `${noise.logStandardDeviation}`);
});

Deno.test("pooledNoise() leaves out cells that miss a block", () => {
  const cells = fixtureGrid("gamma-sync", [1, 2], [1, 5]);
  const run = fixtureRun({ cells, blocks: 3, failedTrials: [2], answerCount: 1 });
  assert.equal(pooledNoise(run, cells)!.degreesOfFreedom, 2 * 2);
});

Deno.test("pooledNoise() knows nothing from one cell or one block", () => {
  const cells = [fixtureCell("gamma-sync", 1, 5), fixtureCell("gamma-sync", 2, 5)];
  assert.equal(pooledNoise(fixtureRun({ cells, blocks: 1, answerCount: 1 }), cells), null);
  const run = fixtureRun({ cells, blocks: 3, answerCount: 1 });
  assert.equal(pooledNoise(run, cells.slice(0, 1)), null);
});
