/** Many comparisons at once. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { distinctCellLabels } from "../tables/cells.ts";
import { type CompareOptions, compareWith, type Comparison } from "./compare.ts";
import { estimatorOf } from "./estimates.ts";
import { benjaminiHochberg } from "../judgement/benjamini-hochberg.ts";
import { ALPHA } from "../judgement/verdict.ts";
import { GauntletError } from "../../nouns/error.ts";

/** Two cells: A over B. */
export type CellPair = readonly [Cell, Cell];

export interface CompareAllOptions extends CompareOptions {
  /**
   * α is shared out among the pairs (Bonferroni), so that all verdicts and intervals hold together: where
   * many cells are searched for the best. Default false: each pair as `compare()` judges it alone.
   */
  simultaneous?: boolean;
}

export interface PairComparison extends Comparison {
  labelA: string;
  labelB: string;
  /**
   * Benjamini and Hochberg's, over these pairs: of those below 0.05, at most one in twenty is expected
   * to be no difference. To be read beside the verdicts.
   */
  adjustedPValue: number;
}

/**
 * Compares pairs of cells of one run, as `compare()` does.
 *
 * @param pairs each pair once; results are in this order
 * @throws when there is no pair
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { compareAll } from "lab/analysis/comparing/compare-all.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const run = fixtureRun({ blocks: 6 });
 * const [reference, ...others] = cellsOf(run);
 * const pairs = others.map((cell) => [cell, reference!] as const);
 * console.log(compareAll(run, pairs).map(({ labelA, verdict }) => `${labelA}: ${verdict}`));
 * ```
 */
export function compareAll(
  run: Run,
  pairs: readonly CellPair[],
  { simultaneous = false, alpha = ALPHA, ...options }: CompareAllOptions = {},
): PairComparison[] {
  if (pairs.length === 0) {
    throw new GauntletError(
      `Comparing pairs of run ${run.runId}: none was given; give at least one.`,
    );
  }
  const estimator = estimatorOf(run, options.measure ?? "throughputRps");
  const labels = distinctCellLabels(pairs.flat(), run);
  const level = simultaneous ? alpha / pairs.length : alpha;
  const comparisons = pairs.map((pair, index) => {
    const [labelA, labelB] = labels.slice(2 * index);
    const comparison = compareWith(estimator, run, pair, [labelA!, labelB!], {
      ...options,
      alpha: level,
    });
    return { ...comparison, labelA: labelA!, labelB: labelB! };
  });
  const adjusted = benjaminiHochberg(comparisons.map(({ pValue }) => pValue));
  return comparisons.map((comparison, index) => (
    { ...comparison, adjustedPValue: adjusted[index]! }
  ));
}
