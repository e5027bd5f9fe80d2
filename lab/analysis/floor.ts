/** The noise floor: what identical cells of a run differ by. */
import { median } from "simple-statistics";
import type { Cell, CompletedTrial, Run } from "../nouns/types.ts";
import { cellKey, completedTrials, trialsOf } from "./cells.ts";
import type { Measure } from "./measure.ts";
import { seededRandom } from "../nouns/random.ts";

export interface NoiseFloor {
  /** The largest difference between identical cells, as a share. */
  floorShare: number;
  /** How many cells rode twice. */
  pairCount: number;
}

/**
 * The largest median difference, over blocks, of cells that a run measures twice in each block.
 *
 * @returns null when the run has no such A/A cells
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { noiseFloor } from "lab/analysis/floor.ts";
 * console.log(noiseFloor(fixtureRun({ repeatFirstCell: true }))!.floorShare < 0.2); // true
 * ```
 */
export function noiseFloor(run: Run, measure: Measure = "throughputRps"): NoiseFloor | null {
  const differences = cellsThatRideTwice(run).flatMap((cell) => {
    const [first, second] = splitInTwo(run, cell);
    const logRatios = first.flatMap((trial) => {
      const other = second.find(({ block }) => block === trial.block)!;
      const [a, b] = [trial.outcome[measure], other.outcome[measure]];
      return a !== null && b !== null && a > 0 && b > 0 ? [Math.log(a / b)] : [];
    });
    return logRatios.length === 0 ? [] : [Math.exp(Math.abs(median(logRatios))) - 1];
  });
  if (differences.length === 0) return null;
  return { floorShare: Math.max(...differences), pairCount: differences.length };
}

function cellsThatRideTwice(run: Run): Cell[] {
  const inBlocks = Map.groupBy(
    completedTrials(run),
    ({ cell, block }) => `${block}|${cellKey(cell)}`,
  );
  const cells = [...inBlocks.values()].flatMap((trials) =>
    trials.length > 1 ? [trials[0]!.cell] : []
  );
  return [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
}

/**
 * The two sides of an A/A comparison: of the first two trials of a cell in a block, which is A is
 * drawn by lot (seeded by the run's plan), as for cells that are shuffled: else a machine that
 * speeds up within a block would show as a difference.
 */
export function splitInTwo(run: Run, cell: Cell): [CompletedTrial[], CompletedTrial[]] {
  const sides: [CompletedTrial[], CompletedTrial[]] = [[], []];
  const random = seededRandom(run.plan.seed ^ textHash(cellKey(cell)));
  for (const trials of Map.groupBy(trialsOf(run, cell), ({ block }) => block).values()) {
    const [first, second] = trials;
    if (!first || !second) continue;
    const swapped = random() < 0.5;
    sides[0].push(swapped ? second : first);
    sides[1].push(swapped ? first : second);
  }
  return sides;
}

function textHash(text: string): number {
  return [...text].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0) | 0, 7);
}
