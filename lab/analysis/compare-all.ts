/** Many comparisons at once, so that the luckiest of them does not pass for a finding. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Cell, Run } from "../nouns/types.ts";
import { distinctCellLabels } from "./cells.ts";
import { compare, type CompareOptions, type Comparison } from "./compare.ts";
import type { PooledNoise } from "./interval.ts";
import { studentCentralProbability } from "./student.ts";

/** Two cells: A over B. */
export type CellPair = readonly [Cell, Cell];

export interface CompareAllOptions extends Omit<CompareOptions, "confidence"> {
  /**
   * `holm`: each verdict at the level that Holm's order gives it, finds the most. `simultaneous`:
   * all intervals at one level (Bonferroni), so that they may be read together. Default `holm`.
   */
  method?: "holm" | "simultaneous";
  /** The chance of any wrong "different" among all pairs. Default 0.05. */
  alpha?: number;
}

export interface PairComparison extends Comparison {
  cellA: Cell;
  cellB: Cell;
  labelA: string;
  labelB: string;
  /** Two-sided, by Student's t on the log ratios, for ratio 1; 1 below three blocks. */
  pValue: number;
  /** Holm's, for all pairs together: below α the pair differs whatever the other pairs do. */
  adjustedPValue: number;
}

/**
 * Compares pairs of cells with one error rate for all of them.
 *
 * Holm (1979): the pairs are judged in the order of their p-values, the k-th of m at the level
 * α ÷ (m − k + 1), until one is not different; the rest are judged at that level. Each pair's
 * interval and verdict are `compare()`'s at its level, so a pair is called different at most α of
 * the time when none is; claims of equivalence hold at their own level alike.
 *
 * @param pairs each pair once; results are in this order
 * @throws when there is no pair, or the run lacks a cell
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/cells.ts";
 * import { compareAll } from "lab/analysis/compare-all.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * const run = fixtureRun({ blocks: 6 });
 * const [reference, ...others] = cellsOf(run);
 * const pairs = others.map((cell) => [cell, reference!] as const);
 * console.log(compareAll(run, pairs).map(({ labelA, verdict }) => `${labelA}: ${verdict}`));
 * ```
 */
export function compareAll(
  run: Run,
  pairs: readonly CellPair[],
  { method = "holm", alpha = 0.05, ...options }: CompareAllOptions = {},
): PairComparison[] {
  if (pairs.length === 0) {
    throw new Error(`Comparing pairs of run ${run.runId}: none was given; give at least one.`);
  }
  const labels = distinctCellLabels(pairs.flat(), run);
  const at = (index: number, level: number) =>
    compare(run, ...pairs[index]!, { ...options, confidence: 1 - level });
  const pValues = pairs.map((_, index) => pValueOf(at(index, alpha), options.noise));
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const comparisons: Comparison[] = [];
  let left = pairs.length;
  let stopped = method === "simultaneous";
  for (const index of order) {
    const comparison = at(index, alpha / left);
    comparisons[index] = comparison;
    stopped ||= comparison.verdict !== "different";
    if (!stopped) left--;
  }
  const adjusted = holmAdjusted(pValues);
  return pairs.map(([cellA, cellB], index) => ({
    ...comparisons[index]!,
    cellA,
    cellB,
    labelA: labels[2 * index]!,
    labelB: labels[2 * index + 1]!,
    pValue: pValues[index]!,
    adjustedPValue: adjusted[index]!,
  }));
}

/**
 * Holm's adjusted p-values, in the order given: the k-th smallest times m − k + 1, never below the
 * one before it, at most 1.
 *
 * @example
 * ```ts
 * import { holmAdjusted } from "lab/analysis/compare-all.ts";
 * console.log(holmAdjusted([0.01, 0.04, 0.03])); // [0.03, 0.06, 0.06]
 * ```
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted: number[] = [];
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}

function pValueOf({ blockRatios, high }: Comparison, noise?: PooledNoise): number {
  // No interval, no test.
  if (high === Infinity) return 1;
  const logs = blockRatios.map(({ ratio }) => Math.log(ratio));
  const error = noise
    ? noise.logStandardDeviation * Math.sqrt(2 / logs.length)
    : sampleStandardDeviation(logs) / Math.sqrt(logs.length);
  const centre = mean(logs);
  if (error === 0) return centre === 0 ? 1 : 0;
  return 1 - studentCentralProbability(
    Math.abs(centre) / error,
    noise?.degreesOfFreedom ?? logs.length - 1,
  );
}
