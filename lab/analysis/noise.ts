/** The noise of one trial, estimated from many cells at once. */
import type { Cell, Run } from "../nouns/types.ts";
import { trialsOf } from "./cells.ts";
import type { PooledNoise } from "./interval.ts";

/**
 * What is left of log throughput when each cell's mean and each block's mean are taken off: the
 * residual of a two-way layout without interaction (Fisher 1925). With few blocks this knows far
 * more of the noise than two cells do. It assumes that the cells err alike, in share.
 *
 * @param cells those to pool; cells that miss a block are left out
 * @returns null when fewer than two cells or two blocks are complete, or nothing varies
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { pooledNoise } from "lab/analysis/noise.ts";
 * const run = fixtureRun({ blocks: 5, noiseShare: 0.04 });
 * const noise = pooledNoise(run, cellsOf(run))!;
 * console.log(Math.abs(noise.logStandardDeviation - 0.04) < 0.01); // true
 * ```
 */
export function pooledNoise(run: Run, cells: readonly Cell[]): PooledNoise | null {
  const perCell = cells.map((cell) =>
    new Map(
      [...Map.groupBy(trialsOf(run, cell), ({ block }) => block)].map(([block, trials]) => [
        block,
        meanOf(trials.map(({ outcome }) => Math.log(outcome.throughputRps))),
      ]),
    )
  );
  const blocks = [...new Set(perCell.flatMap((logs) => [...logs.keys()]))];
  const complete = perCell
    .map((logs) => blocks.map((block) => logs.get(block) ?? NaN))
    .filter((logs) => logs.every(Number.isFinite));
  if (complete.length < 2 || blocks.length < 2) return null;

  const grandMean = meanOf(complete.flat());
  const blockMeans = blocks.map((_, b) => meanOf(complete.map((logs) => logs[b]!)));
  const squares = complete.flatMap((logs) => {
    const cellMean = meanOf(logs);
    return logs.map((log, b) => (log - cellMean - blockMeans[b]! + grandMean) ** 2);
  });
  const degreesOfFreedom = (complete.length - 1) * (blocks.length - 1);
  const variance = squares.reduce((sum, square) => sum + square, 0) / degreesOfFreedom;
  return variance > 0 ? { logStandardDeviation: Math.sqrt(variance), degreesOfFreedom } : null;
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
