/** Latency quantiles of a cell: its trials' histograms merged. Percentiles are never averaged. */
import type { Cell, CompletedTrial, Run } from "../nouns/types.ts";
import { cellsOf, distinctCellLabels, trialsOf } from "./cells.ts";
import { decodeHistogram, emptyHistogram, type Histogram } from "../nouns/histogram.ts";

export interface CellQuantiles {
  cell: string;
  variant: string;
  workers: number | null;
  threads: number | null;
  trialCount: number;
  /** 2xx answers in all trials. */
  answerCount: number;
  latencyMeanMs: number;
  latencyP50Ms: number;
  latencyP90Ms: number;
  latencyP99Ms: number;
  latencyP999Ms: number;
  latencyMaxMs: number;
}

/** All answers of some trials in one histogram. */
export function mergeHistograms(trials: readonly CompletedTrial[]): Histogram {
  const merged = emptyHistogram();
  for (const { outcome } of trials) merged.add(decodeHistogram(outcome.latencyHistogramUs));
  return merged;
}

/** The latency in ms that a share of answers (0 … 1) did not exceed; NaN for an empty histogram. */
export function quantileMs(histogram: Histogram, share: number): number {
  if (histogram.totalCount === 0) return NaN;
  return histogram.getValueAtPercentile(share * 100) / 1000;
}

/**
 * Latency quantiles in ms, one row a cell, over all answers of all its trials. Accurate to 0.1 %,
 * the resolution of the histograms; the maximum is exact.
 *
 * @param cells which cells, in the order of the rows; by default all of the run
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { latencyQuantiles } from "lab/analysis/quantiles.ts";
 * const [row] = latencyQuantiles(fixtureRun());
 * console.log(row!.latencyP50Ms < row!.latencyP99Ms); // true
 * ```
 */
export function latencyQuantiles(run: Run, cells: Cell[] = cellsOf(run)): CellQuantiles[] {
  const labels = distinctCellLabels(cells, run);
  return cells.flatMap((cell, index) => {
    const trials = trialsOf(run, cell);
    if (trials.length === 0) return [];
    const merged = mergeHistograms(trials);
    return [{
      cell: labels[index]!,
      variant: cell.variant,
      workers: cell.settings.workers,
      threads: cell.settings.threads,
      trialCount: trials.length,
      answerCount: merged.totalCount,
      latencyMeanMs: merged.totalCount === 0 ? NaN : merged.mean / 1000,
      latencyP50Ms: quantileMs(merged, 0.5),
      latencyP90Ms: quantileMs(merged, 0.9),
      latencyP99Ms: quantileMs(merged, 0.99),
      latencyP999Ms: quantileMs(merged, 0.999),
      latencyMaxMs: Math.max(...trials.map(({ outcome }) => outcome.latencyMaxMs)),
    }];
  });
}
