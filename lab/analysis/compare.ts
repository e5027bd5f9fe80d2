/** Are two cells different, equivalent, or can this run not tell? */
import type { Cell, Run } from "../nouns/types.ts";
import { cellKey, cellLabel, trialsOf } from "./cells.ts";
import { noiseFloor, splitInTwo } from "./floor.ts";
import { FEWEST_BLOCKS, type PooledNoise, ratioInterval } from "./interval.ts";
import type { Measure } from "./measure.ts";

/** What of a trial is compared. */
export interface CompareOptions {
  /** Ratios within 1 ± this share make no difference that matters. Default 0.05. */
  deltaShare?: number;
  /** No difference smaller than this share is reported. Default: what the run's A/A cells show. */
  floor?: number;
  /** Default 0.95. For m comparisons at once give 1 − 0.05 ÷ m (Bonferroni). */
  confidence?: number;
  /** Default `throughputRps`. */
  measure?: Measure;
  /** Noise known from more than these two cells; without it their own spread is taken. */
  noise?: PooledNoise;
}

export interface Comparison {
  /**
   * `different`: the interval excludes 1 and leaves the noise floor. `equivalent`: it lies within
   * ±δ. Else `undecided`. An interval that does both is `different`, and `withinDelta` is true.
   */
  verdict: "different" | "equivalent" | "undecided";
  /** One sentence: why this verdict. */
  reason: string;
  /** A over B: the median over blocks. NaN when no block has both. */
  ratio: number;
  /** The interval of the ratio; 0 and Infinity below three blocks. */
  low: number;
  high: number;
  confidence: number;
  deltaShare: number;
  floorShare: number;
  floorSource: "given" | "A/A cells of this run" | "none: this run has no A/A cells";
  withinDelta: boolean;
  measure: Measure;
  /** How many blocks measured both. */
  blocks: number;
  blockRatios: { block: number; ratio: number }[];
}

/**
 * Compares cell A with cell B of one run: the ratio A ÷ B within each block, on a log scale, so that
 * a machine that drifts from block to block slows both alike; then its median over blocks and an
 * interval (`ratioInterval` has the method and its coverage).
 *
 * Equal cells are an A/A comparison: the two trials of each block are told apart by lot. A block
 * where either cell failed is left out, and `blocks` counts those that remain.
 *
 * @throws when the run has no trial of a cell
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/cells.ts";
 * import { compare } from "lab/analysis/compare.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * const run = fixtureRun({ blocks: 5, noiseShare: 0.01 });
 * const [a, b] = cellsOf(run);
 * console.log(compare(run, a!, b!).verdict); // different
 * ```
 */
export function compare(
  run: Run,
  cellA: Cell,
  cellB: Cell,
  options: CompareOptions = {},
): Comparison {
  const { deltaShare = 0.05, confidence = 0.95, measure = "throughputRps" } = options;
  const blockRatios = ratiosWithinBlocks(run, cellA, cellB, measure);
  const interval = ratioInterval(
    blockRatios.map(({ ratio }) => Math.log(ratio)),
    { confidence, noise: options.noise },
  );
  const floor = options.floor === undefined ? noiseFloor(run, measure) : null;
  const bounds = {
    ...interval,
    deltaShare,
    floorShare: floor?.floorShare ?? options.floor ?? 0,
    blocks: blockRatios.length,
  };
  const verdict = blockRatios.length === 0 && isUnknown(run, [cellA, cellB], measure)
    ? { ...judge(bounds), reason: `${measure} is not known of both: nothing can be compared.` }
    : judge(bounds);
  return {
    ...verdict,
    ...bounds,
    confidence,
    floorSource: options.floor !== undefined
      ? "given"
      : floor
      ? "A/A cells of this run"
      : "none: this run has no A/A cells",
    measure,
    blockRatios,
  };
}

interface Bounds {
  low: number;
  high: number;
  deltaShare: number;
  floorShare: number;
  blocks: number;
}

/** The verdict that an interval allows. */
export function judge(
  { low, high, deltaShare, floorShare, blocks }: Bounds,
): Pick<Comparison, "verdict" | "reason" | "withinDelta"> {
  const withinDelta = low >= 1 / (1 + deltaShare) && high <= 1 + deltaShare;
  if (blocks < FEWEST_BLOCKS) {
    const reason = `${blocks === 1 ? "1 block" : `${blocks} blocks`} measured both: ` +
      `with fewer than ${FEWEST_BLOCKS} the spread between blocks is unknown.`;
    return { verdict: "undecided", reason, withinDelta };
  }
  const range = `The interval ${low.toFixed(2)}–${high.toFixed(2)}`;
  if (low > 1 + floorShare || high < 1 / (1 + floorShare)) {
    const beyond = floorShare > 0 ? ` and leaves the noise floor of ±${percent(floorShare)}` : "";
    return { verdict: "different", reason: `${range} excludes 1${beyond}.`, withinDelta };
  }
  if (withinDelta) {
    const reason = `${range} lies within ±${percent(deltaShare)}.`;
    return { verdict: "equivalent", reason, withinDelta };
  }
  const reason = low > 1 || high < 1
    ? `${range} excludes 1 but reaches into the noise floor of ±${percent(floorShare)}.`
    : `${range} holds 1 and is wider than ±${percent(deltaShare)}.`;
  return { verdict: "undecided", reason, withinDelta };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Whether a cell was measured, and no trial of it knows the measure. */
function isUnknown(run: Run, cells: Cell[], measure: Measure): boolean {
  return cells.some((cell) => {
    const trials = trialsOf(run, cell);
    return trials.length > 0 && trials.every(({ outcome }) => outcome[measure] === null);
  });
}

/** A ÷ B for each block that measured both; trials of the same cell in a block count as their mean. */
function ratiosWithinBlocks(run: Run, cellA: Cell, cellB: Cell, measure: Measure) {
  const sides = cellKey(cellA) === cellKey(cellB)
    ? splitInTwo(run, cellA)
    : [trialsOf(run, cellA), trialsOf(run, cellB)] as const;
  for (const cell of [cellA, cellB]) {
    if (!run.trials.some((trial) => cellKey(trial.cell) === cellKey(cell))) {
      throw new Error(
        `Comparing cells of run ${run.runId}: it has no trial of ${cellLabel(cell)} with these ` +
          `settings and this scenario; choose among cellsOf(run).`,
      );
    }
  }
  const [logsA, logsB] = sides.map((trials) => {
    const byBlock = Map.groupBy(
      trials.flatMap(({ block, outcome: { [measure]: value } }) =>
        value !== null && value > 0 ? [{ block, log: Math.log(value) }] : []
      ),
      ({ block }) => block,
    );
    return new Map(
      [...byBlock].map(([block, ofBlock]) => [
        block,
        ofBlock.reduce((sum, { log }) => sum + log, 0) / ofBlock.length,
      ]),
    );
  });
  return [...logsA!].flatMap(([block, logA]) => {
    const logB = logsB!.get(block);
    return logB === undefined ? [] : [{ block, ratio: Math.exp(logA - logB) }];
  });
}
