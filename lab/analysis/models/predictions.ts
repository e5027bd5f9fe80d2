/** The rule for threads put to the test: fitted on some cells, held against others. */
import { mean, median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { cellKey, cellLabel, completedTrials } from "../tables/cells.ts";
import { counts } from "../comparing/validity.ts";
import { meanInterval, medianInterval, type Quantity } from "../claims/quantity.ts";
import type { Bound, ThroughputLimit } from "./limit.ts";
import { fitWork, predictThroughput, type WaitOptions, workNameOf } from "./rule.ts";
import { NothingToShow } from "../../nouns/error.ts";

export interface Prediction {
  cell: Cell;
  /** `gamma-sync 2×8, 200 ms`. */
  label: string;
  /** `false`: the rule was fitted on it. */
  heldOut: boolean;
  boundBy: Bound;
  /**
   * How many times its own bound the next one is. Near 1 is the knee, where requests queue for two
   * things in turn and the rule promises too much.
   */
  nextBoundRatio: number;
  /** Medians over blocks. */
  predictedRps: number;
  measuredRps: number;
  /**
   * Measured ÷ predicted, the geometric mean over blocks with its 95 % interval; 0 and Infinity below
   * three blocks. Below 1 the rule promised too much.
   */
  ratio: number;
  low: number;
  high: number;
  blocks: { block: number; predictedRps: number; measuredRps: number }[];
}

/**
 * Predicts cells of a run from other cells of it. Within each block the rule is fitted afresh on the
 * known cells of the same variant, endpoint and size and held against the block's own trials, so that a
 * machine that drifts from block to block moves both alike.
 *
 * @param known what the rule is fitted on; cells without a completed trial are left out, and so are
 * those of `heldOut` for whose variant and endpoint there is nothing known, or whose workers are not
 * @returns known cells first, each in its own order
 * @example
 * ```ts
 * import { fixtureGrid, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { predictionsOf } from "lab/analysis/models/predictions.ts";
 * const cells = fixtureGrid("gamma-sync", [1, 2], [1, 5]);
 * const [first] = predictionsOf(fixtureRun({ cells }), cells.slice(0, 2), cells.slice(2));
 * console.log(first!.label); // gamma-sync 1×1
 * ```
 */
export function predictionsOf(
  run: Run,
  known: Cell[],
  heldOut: Cell[],
  options: WaitOptions = {},
): Prediction[] {
  const { waitMs = () => 0 } = options;
  const blocks = Map.groupBy(
    completedTrials(run).filter((trial) => trial.outcome.okCount > 0 && counts(trial, run)),
    ({ block }) => block,
  );
  const knownKeys = new Set(known.map(cellKey));
  const works = [...blocks].map(([block, trials]) => ({
    block,
    trials,
    byName: new Map(
      [...Map.groupBy(
        trials.filter(({ cell }) => knownKeys.has(cellKey(cell))),
        ({ cell }) => workNameOf(cell),
      )].map(([name, ofWork]) => [name, fitWork(run, ofWork, options)]),
    ),
  }));
  return [...known, ...heldOut].flatMap((cell) => {
    const key = cellKey(cell);
    const ofBlocks = works.flatMap(({ block, trials, byName }) => {
      const work = byName.get(workNameOf(cell));
      const measured = trials.filter((trial) => cellKey(trial.cell) === key)
        .map(({ outcome }) => outcome.throughputRps);
      if (!work || measured.length === 0) return [];
      const limit = predictThroughput(work, cell, run.environment.cpuCoreCount, options);
      if (limit.limitRps === null || limit.boundBy === null) return [];
      const { limitRps: predictedRps, boundBy } = limit;
      return [{ block, limit, boundBy, predictedRps, measuredRps: median(measured) }];
    });
    if (ofBlocks.length === 0) return [];
    const logs = ofBlocks.map((each) => Math.log(each.measuredRps / each.predictedRps));
    return [{
      cell,
      label: waitMs(cell) > 0 ? `${cellLabel(cell)}, ${waitMs(cell)} ms` : cellLabel(cell),
      heldOut: !knownKeys.has(key),
      boundBy: commonest(ofBlocks.map(({ boundBy }) => boundBy)),
      nextBoundRatio: median(ofBlocks.map(({ limit }) => nextBoundRatio(limit.limitsRps))),
      predictedRps: median(ofBlocks.map(({ predictedRps }) => predictedRps)),
      measuredRps: median(ofBlocks.map(({ measuredRps }) => measuredRps)),
      ...ratioOf(logs),
      blocks: ofBlocks.map(({ limit: _limit, boundBy: _bound, ...block }) => block),
    }];
  });
}

function ratioOf(logs: number[]): Pick<Prediction, "ratio" | "low" | "high"> {
  const { low, high } = meanInterval(logs);
  return {
    ratio: Math.exp(mean(logs)),
    low: Number.isNaN(low) ? 0 : Math.exp(low),
    high: Number.isNaN(high) ? Infinity : Math.exp(high),
  };
}

/** Infinity where one bound alone is known. */
function nextBoundRatio(limitsRps: ThroughputLimit["limitsRps"]): number {
  const [first, second = Infinity] = Object.values(limitsRps).filter((rps) => rps !== null)
    .sort((a, b) => a - b);
  return second / first!;
}

function commonest<T>(values: T[]): T {
  const groups = [...Map.groupBy(values, (value) => value).values()];
  return groups.reduce((most, next) => next.length > most.length ? next : most)[0]!;
}

/** The median distance of measured from predicted over held-out cells, in percent of the latter. */
export interface RuleAccuracy extends Quantity {
  cellCount: number;
  /** The held-out cell that the rule misses most. */
  worst: Prediction;
  worstPercent: number;
}

/**
 * How far off the rule is for cells that it had not seen: half of them are nearer than `value`. The
 * interval says where the median of other cells like these would lie (`medianInterval`).
 *
 * @returns low 0 and high Infinity below six held-out cells, which do not say what others would give
 * @throws when no prediction is of a held-out cell
 * @example
 * ```ts
 * import { fixtureGrid, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { accuracyOf, predictionsOf } from "lab/analysis/models/predictions.ts";
 * const cells = fixtureGrid("gamma-sync", [1, 2], [1, 5]);
 * const predictions = predictionsOf(fixtureRun({ cells }), cells.slice(0, 2), cells.slice(2));
 * console.log(accuracyOf(predictions).cellCount); // 2
 * ```
 */
export function accuracyOf(predictions: readonly Prediction[]): RuleAccuracy {
  const heldOut = predictions.filter((prediction) => prediction.heldOut);
  if (heldOut.length === 0) {
    throw new NothingToShow("Judging a rule: no held-out cell was predicted; hold some out.");
  }
  const misses = heldOut.map(missPercent);
  const worstPercent = Math.max(...misses);
  const { value, low, high } = medianInterval(misses);
  return {
    ...{ value, high },
    // A distance is nothing less.
    low: Math.max(0, low),
    cellCount: heldOut.length,
    worst: heldOut[misses.indexOf(worstPercent)]!,
    worstPercent,
  };
}

/** How far the measured throughput is from the predicted one, in percent of this. */
export const missPercent = ({ ratio }: Prediction): number => Math.abs(ratio - 1) * 100;
