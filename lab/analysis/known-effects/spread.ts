/** How much the starts of one server differ, and whether they differ less where something is held. */
import { mean, sampleStandardDeviation, sum } from "simple-statistics";
import { cellKey } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { isCompleted, trialsOf } from "../tables/cells.ts";
import { type Quantity, unmeasured } from "../claims/quantity.ts";
import { validityOf } from "../comparing/validity.ts";
import { varianceRatio } from "./variance-ratio.ts";

export interface Spread {
  cell: Cell;
  /** Blocks with both of its trials. */
  blocks: number;
  /** Standard deviation of one start's ln throughput: 0.05 is 5 %. NaN below two blocks. */
  startSd: number;
  /** The share of connections that its busiest worker had, on average; `null` where it is not known. */
  busiestShare: number | null;
}

/**
 * How much two starts of a cell differ within a block. From block to block the machine differs too;
 * twins have that in common, so that their difference is of starts, and of what one window errs by.
 *
 * @param cell rides twice in each block
 */
export function spreadOf(run: Run, cell: Cell): Spread {
  const differences = twinDifferences(run, cell);
  return {
    cell,
    blocks: differences.length,
    // The difference of two starts varies by twice what one does.
    startSd: differences.length < 2 ? NaN : sampleStandardDeviation(differences) / Math.SQRT2,
    busiestShare: busiestShareOf(run, cell),
  };
}

function busiestShareOf(run: Run, cell: Cell): number | null {
  const shares = trialsOf(run, cell).flatMap(({ outcome }) => {
    const connections = outcome.serverConnectionsByProcess ?? [];
    const all = sum([...connections]);
    return all === 0 ? [] : [Math.max(...connections) / all];
  });
  return shares.length === 0 ? null : mean(shares);
}

/**
 * By what factor starts differ where something is held, over where it is left to chance: the ratio of
 * their standard deviations. All below 1: what was held is one of the reasons why starts differ.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { spreadRatio } from "lab/analysis/known-effects/spread.ts";
 * const [held, free] = [1, 2].map((workers) => fixtureCell("alpha-async", workers, null));
 * const cells = [held!, held!, free!, free!];
 * console.log(spreadRatio(fixtureRun({ cells, blocks: 30 }), held!, free!).value < 2); // true
 * ```
 */
export function spreadRatio(run: Run, held: Cell, free: Cell): Quantity {
  const { value, low, high, missing } = varianceRatio(
    twinDifferences(run, held),
    twinDifferences(run, free),
  );
  return missing === undefined
    ? { value: Math.sqrt(value), low: Math.sqrt(low), high: Math.sqrt(high) }
    : unmeasured(missing);
}

/** The earlier trial over the later one, turned in every other block. */
function twinDifferences(run: Run, cell: Cell): number[] {
  const key = cellKey(cell);
  const ofCell = run.trials.filter((trial) => cellKey(trial.cell) === key);
  const blocks = [...Map.groupBy(ofCell, ({ block }) => block)].sort(([a], [b]) => a - b);
  return blocks.flatMap(([, trials], index) => {
    const logs = trials.toSorted((a, b) => a.trial - b.trial).map((trial) =>
      isCompleted(trial) && trial.outcome.throughputRps > 0 &&
        validityOf(trial, run).state !== "invalid"
        ? Math.log(trial.outcome.throughputRps)
        : NaN
    );
    const difference = (logs[0]! - logs[1]!) * (index % 2 === 0 ? 1 : -1);
    return Number.isFinite(difference) ? [difference] : [];
  });
}
