/** Latency quantiles of a cell: its trials' histograms merged. Percentiles are never averaged. */
import { JsHistogram } from "hdr-histogram-js";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { cellsOf, distinctCellLabels, trialsOf } from "./cells.ts";
import { decodeHistogram, emptyHistogram, type Histogram } from "../../nouns/histogram.ts";
import { FEWEST_ANSWERS_FOR_P99, latencyP99Of } from "../comparing/measure.ts";
import { mean } from "simple-statistics";

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
  /**
   * The mean over trials of 2,000 answers or more, each weighing the same: a slow trial gives few answers,
   * and would hardly show among all. `null` where no trial has as many.
   */
  latencyP99Ms: number | null;
  /** Of all answers together; `null` below 20,000. */
  latencyP999Ms: number | null;
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
 * The latencies in ms at many shares at once, in one walk over the histogram: a curve of twenty costs as
 * much as one quantile.
 *
 * @param shares rising, 0 … 1
 * @returns one for each share; none of an empty histogram
 * @example
 * ```ts
 * import { curveMs } from "lab/analysis/tables/quantiles.ts";
 * import { emptyHistogram, recordLatencyMs } from "lab/nouns/histogram.ts";
 * const histogram = emptyHistogram();
 * for (const ms of [1, 2, 3, 4]) recordLatencyMs(histogram, ms);
 * console.log(curveMs(histogram, [0.5, 1])); // [2, 4], to three digits
 * ```
 */
export function curveMs(histogram: Histogram, shares: readonly number[]): number[] {
  if (histogram.totalCount === 0) return [];
  // What can be walked over are counts in JavaScript; ours are, and of others each share is asked.
  if (!(histogram instanceof JsHistogram)) {
    return shares.map((share) => quantileMs(histogram, share));
  }
  const curve: number[] = [];
  let seen = 0;
  for (let at = 0; at < histogram.countsArrayLength && curve.length < shares.length; at++) {
    const count = histogram.getCountAtIndex(at);
    if (count === 0) continue;
    seen += count;
    while (curve.length < shares.length) {
      const share = shares[curve.length]!;
      // Less what dividing and multiplying may have added.
      if (seen < share * histogram.totalCount * (1 - Number.EPSILON * 4)) break;
      const value = histogram.valueFromIndex(at);
      const valueUs = share === 0
        ? histogram.lowestEquivalentValue(value)
        : histogram.highestEquivalentValue(value);
      curve.push(valueUs / 1000);
    }
  }
  return curve;
}

/**
 * Latency quantiles in ms, one row a cell, over all answers of all its trials, but for the 99th
 * percentile. Accurate to 0.1 %, the resolution of the histograms; the maximum is exact.
 *
 * @param cells which cells, in the order of the rows; by default all of the run
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { latencyQuantiles } from "lab/analysis/tables/quantiles.ts";
 * const [row] = latencyQuantiles(fixtureRun());
 * console.log(row!.latencyP50Ms < row!.latencyP90Ms); // true
 * ```
 */
export function latencyQuantiles(run: Run, cells: Cell[] = cellsOf(run)): CellQuantiles[] {
  const labels = distinctCellLabels(cells, run);
  return cells.flatMap((cell, index) => {
    const trials = trialsOf(run, cell);
    if (trials.length === 0) return [];
    const merged = mergeHistograms(trials);
    const p99s = trials.map(({ outcome }) => latencyP99Of(outcome)).filter((ms) => ms !== null);
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
      latencyP99Ms: p99s.length === 0 ? null : mean(p99s),
      latencyP999Ms: merged.totalCount < 10 * FEWEST_ANSWERS_FOR_P99
        ? null
        : quantileMs(merged, 0.999),
      latencyMaxMs: Math.max(...trials.map(({ outcome }) => outcome.latencyMaxMs)),
    }];
  });
}
