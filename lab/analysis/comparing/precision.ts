/** When to stop adding blocks: on precision, never on significance. */
import { counted } from "../../text/format.ts";
import type { Run } from "../../nouns/run.ts";
import { distinctCellLabels } from "../tables/cells.ts";
import { compare, type CompareOptions } from "./compare.ts";
import type { CellPair } from "./compare-all.ts";
import { GauntletError } from "../../nouns/error.ts";

/**
 * Stopping at the first narrow interval picks runs whose spread looks small by luck: with three
 * blocks as the least, 95 % intervals of simulated pairs covered 91 %; with five, 94 %.
 */
export const FEWEST_BLOCKS_TO_STOP = 5;

export interface Precision {
  labelA: string;
  labelB: string;
  blocks: number;
  /** High ÷ low − 1 of the interval; Infinity below three blocks. */
  width: number;
  /** Blocks that the target is likely to take in all, at the spread seen so far; null if unknown. */
  blocksExpected: number | null;
}

export interface MoreBlocks {
  needed: boolean;
  /** One entry a wanted ratio, in their order. */
  ratios: Precision[];
  /** The widest of them; what to tell a reader who waits. */
  widest: Precision;
  sentence: string;
}

/**
 * Whether a run needs more blocks until each wanted ratio is known well enough: 95 % interval with
 * high ÷ low − 1 at most `targetWidth`, after five blocks at the least. Where the interval lies does
 * not matter, so stopping does not favour any verdict.
 *
 * Pure: it reads the trials so far. The engine asks it after each block and stops at `needed: false`
 * or at the end of its budget. Source: fixed-width sequential intervals, Chow and Robbins (1965).
 *
 * @param targetWidth 0.1 asks for an interval such as 0.95–1.045
 * @param options as for `compare`; for m ratios read together give α 0.05 ÷ m
 * @throws when no ratio is wanted, or the target is not above zero
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { needsMoreBlocks } from "lab/analysis/comparing/precision.ts";
 * const run = fixtureRun({ blocks: 4 });
 * const [a, b] = cellsOf(run);
 * console.log(needsMoreBlocks(run, [[a!, b!]], 0.1).needed); // true
 * ```
 */
export function needsMoreBlocks(
  run: Run,
  wantedRatios: readonly CellPair[],
  targetWidth: number,
  options: CompareOptions = {},
): MoreBlocks {
  if (wantedRatios.length === 0 || !(targetWidth > 0)) {
    throw new GauntletError(
      `Planning blocks for run ${run.runId}: ${wantedRatios.length} wanted ratios and a target ` +
        `width of ${targetWidth}; give at least one ratio and a width above 0.`,
    );
  }
  const labels = distinctCellLabels(wantedRatios.flat(), run);
  const ratios = wantedRatios.map(([cellA, cellB], index) => {
    const { low, high, blocks } = compare(run, cellA, cellB, options);
    const width = low > 0 ? high / low - 1 : Infinity;
    return {
      labelA: labels[2 * index]!,
      labelB: labels[2 * index + 1]!,
      blocks,
      width,
      blocksExpected: blocksExpected(blocks, width, targetWidth),
    };
  });
  const widest = ratios.reduce((a, b) => b.width > a.width ? b : a);
  const needed = ratios.some(({ blocks, width }) =>
    blocks < FEWEST_BLOCKS_TO_STOP || width > targetWidth
  );
  return { needed, ratios, widest, sentence: sentenceOf(widest, targetWidth, needed) };
}

/** The width of an interval falls with the square root of the number of blocks. */
function blocksExpected(blocks: number, width: number, targetWidth: number): number | null {
  if (width === Infinity) return null;
  const share = Math.log1p(width) / Math.log1p(targetWidth);
  return Math.max(FEWEST_BLOCKS_TO_STOP, blocks, Math.ceil(blocks * share ** 2));
}

function sentenceOf(
  { labelA, labelB, blocks, width, blocksExpected }: Precision,
  targetWidth: number,
  needed: boolean,
): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const state = width === Infinity
    ? `${labelA} ÷ ${labelB} has no interval after ${counted(blocks, "block")}`
    : `${labelA} ÷ ${labelB} is known to ${percent(width)} after ${blocks} blocks`;
  if (!needed) return `${state}: as narrow as the ${percent(targetWidth)} wanted.`;
  const expected = blocksExpected === null ? "" : `, likely after ${blocksExpected} blocks`;
  return `${state}; ${percent(targetWidth)} is wanted${expected}.`;
}
