/** What cannot be true of a trial, whatever was measured: somebody or something changed its line. */
import type { Trial } from "../nouns/trial.ts";

/** Answers are whole, and a rate may have been written before they were: less than one of them. */
const ANSWERS_TOLERANCE = 1;
/** Histograms have three digits: a quantile may be so much above the largest value. */
const QUANTILE_TOLERANCE = 0.002;

/**
 * What a trial says against itself, or `null`.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { contradictionOf } from "lab/store/contradictions.ts";
 * const [trial] = fixtureRun().trials;
 * console.log(contradictionOf(trial!)); // null
 * ```
 */
export function contradictionOf({ outcome }: Trial): string | null {
  if (outcome.state === "failed") return null;
  const { okCount, durationS, throughputRps } = outcome;
  if (!(Math.abs(throughputRps * durationS - okCount) < ANSWERS_TOLERANCE)) {
    return `throughputRps is ${throughputRps}, and its ${okCount} answers in ${durationS} s are ` +
      `${okCount / durationS} a second`;
  }
  const quantiles = ["latencyP50Ms", "latencyP90Ms", "latencyP99Ms", "latencyMaxMs"] as const;
  for (const [index, name] of quantiles.entries()) {
    const above = quantiles[index + 1];
    if (above === undefined) break;
    const most = outcome[above] * (1 + QUANTILE_TOLERANCE);
    if (outcome[name] > most) {
      return `${name} is ${outcome[name]}, above ${above}, which is ${outcome[above]}`;
    }
  }
  return null;
}
