/** Are two cells different, equivalent, or can this run not tell? */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { absenceOf } from "./absence.ts";
import { type TrialsBehind, trialsBehind } from "../claims/behind.ts";
import { distinctCellLabels } from "../tables/cells.ts";
import { type Estimator, estimatorOf } from "./estimates.ts";
import { ALPHA, DELTA_SHARE, judge, type Judgement, notMeasured } from "../judgement/verdict.ts";
import { type AcrossMachines, acrossMachines, contradiction } from "./machines.ts";
import type { Measure } from "./measure.ts";

export interface CompareOptions {
  /** Ratios from 1 ÷ (1 + δ) to 1 + δ make no difference that matters. Default 0.1. */
  deltaShare?: number;
  /** The chance of each kind of wrong verdict. Default 0.05. For m at once give 0.05 ÷ m (Bonferroni). */
  alpha?: number;
  /** Default `throughputRps`. */
  measure?: Measure;
}

export interface Comparison {
  cellA: Cell;
  cellB: Cell;
  measure: Measure;
  /**
   * `different`: the interval excludes 1. `equivalent`: the narrower `equivalence` interval lies within
   * ±δ. `undecided`: neither. `not measured`: there are no three blocks with both.
   */
  verdict: Judgement["verdict"];
  /** Different, and too little to matter. */
  withinDelta: boolean;
  /** The verdict in words: it tells a difference that matters from one that does not. */
  verdictText: string;
  /** One sentence: why this verdict. */
  reason: string;
  /** A over B: the geometric mean over blocks. NaN when no block has both. */
  ratio: number;
  /** The interval of the ratio; 0 and Infinity where it was not measured. */
  low: number;
  high: number;
  /** Of that interval: 1 − α. */
  confidence: number;
  /** The interval at 1 − 2α, which equivalence is judged by. */
  equivalence: { low: number; high: number };
  /** Two-sided, for ratio 1: below α where the two are different. 1 where it was not measured. */
  pValue: number;
  deltaShare: number;
  alpha: number;
  /** How many blocks measured both. */
  blocks: number;
  /** The trials of both: how many count, how many are left out as invalid, how many bear a mark. */
  behind: TrialsBehind;
  blockRatios: { block: number; ratio: number }[];
  /** Of a run over several machines: what each says, and whether they agree. */
  across?: AcrossMachines;
  /** Where the cells were chosen by the blocks up to this one, and are compared by later ones alone. */
  afterBlock?: number;
}

/**
 * Compares cell A with cell B of one run: the logarithms of A ÷ B within each block, so that a machine
 * that drifts from block to block moves both alike; their mean; and Student's t with a variance that is
 * steadied by all other pairs of the run (`judgement/moderated.ts` has the method and its coverage).
 * Ratio, interval, p-value and verdict are read off one estimate.
 *
 * Equal cells are twins: the two trials of each block of a cell that rides twice. A block where either
 * cell failed or is invalid is left out, and `blocks` counts those that remain.
 *
 * @throws when δ or α make no sense
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { compare } from "lab/analysis/comparing/compare.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
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
  const { measure = "throughputRps" } = options;
  const labels = distinctCellLabels([cellA, cellB], run);
  return compareWith(estimatorOf(run, measure), run, [cellA, cellB], labels, options);
}

/** `compare` for whoever has the run's estimator and the cells' labels at hand. */
export function compareWith(
  estimator: Estimator,
  run: Run,
  [cellA, cellB]: readonly [Cell, Cell],
  [labelA, labelB]: readonly string[],
  { deltaShare = DELTA_SHARE, alpha = ALPHA, measure = "throughputRps" }: CompareOptions,
): Comparison {
  const { pair, estimate } = estimator(cellA, cellB);
  const absence = estimate.blocks > 0
    ? null
    : absenceOf(run, cellA, labelA!, measure) ?? absenceOf(run, cellB, labelB!, measure) ??
      (labelA === labelB ? `${labelA} does not ride twice in a block of this run` : null);
  const judgement = absence === null
    ? judge(estimate, { deltaShare, alpha })
    : notMeasured(absence);
  const isMeasured = judgement.verdict !== "not measured";
  const { low, high } = isMeasured ? judgement.interval : { low: 0, high: Infinity };
  const equivalence = isMeasured ? judgement.equivalenceInterval : { low, high };
  const behind = trialsBehind(run, [cellA, cellB]);
  const withinDelta = judgement.verdict === "different" && judgement.withinDelta;
  return withMachines(run, {
    cellA,
    cellB,
    measure,
    verdict: judgement.verdict,
    withinDelta,
    verdictText: withinDelta ? "different, and too little to matter" : judgement.verdict,
    reason: withLeftOut(judgement.sentence, absence, behind),
    ratio: estimate.ratio,
    low,
    high,
    confidence: 1 - alpha,
    equivalence: { low: equivalence.low, high: equivalence.high },
    pValue: isMeasured ? judgement.pValue : 1,
    deltaShare,
    alpha,
    blocks: estimate.blocks,
    behind,
    blockRatios: pair.blocks.flatMap((block, index) => {
      const difference = pair.differences[index]!;
      return difference === null ? [] : [{ block, ratio: Math.exp(difference) }];
    }),
  });
}

/** One verdict, with the machines named; none where it would hold of one machine and not of another. */
function withMachines(run: Run, comparison: Comparison): Comparison {
  const { cellA, cellB, measure, verdict, blockRatios } = comparison;
  const blocks = blockRatios.map(({ block }) => block);
  const across = acrossMachines(run, [cellA, cellB], blocks, measure);
  if (across === null || verdict === "not measured") return comparison;
  const against = contradiction(across, verdict, comparison);
  const reason = against === null ? comparison.reason : `${against}. ${comparison.reason}`;
  return {
    ...comparison,
    ...(against === null
      ? {}
      : { verdict: "undecided", verdictText: "undecided", withinDelta: false }),
    ...{ across, reason: `${reason} ${across.sentence}` },
  };
}

/** How many trials were left out; an absence has said it. */
const withLeftOut = (sentence: string, absence: string | null, { leftOut }: TrialsBehind): string =>
  absence !== null || leftOut === null ? sentence : `${sentence} ${leftOut}`;
