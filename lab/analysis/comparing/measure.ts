/** What of a trial is compared with another. */
import type { CompletedTrial } from "../../nouns/trial.ts";

export const MEASURES = [
  "throughputRps",
  "latencyMeanMs",
  "latencyP50Ms",
  "latencyP90Ms",
  "latencyP99Ms",
  "serverMemoryMiB",
  "serverThreadCount",
  "serverCpuMsPerRequest",
] as const;
export type Measure = typeof MEASURES[number];

/** With fewer answers, fewer than twenty lie beyond the 99th percentile: it is what they happen to be. */
export const FEWEST_ANSWERS_FOR_P99 = 2000;

/**
 * The latency in ms that 99 of a trial's 100 answers did not exceed; `null` below 2,000 answers, where
 * it is not known.
 *
 * @example
 * ```ts
 * import { trialsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { latencyP99Of } from "lab/analysis/comparing/measure.ts";
 * const cell = fixtureCell("gamma-sync", 1, 1);
 * const [trial] = trialsOf(fixtureRun({ cells: [cell], throughputRpsOf: () => 100 }), cell);
 * console.log(trial!.outcome.okCount < 2000, latencyP99Of(trial!.outcome)); // true null
 * ```
 */
export function latencyP99Of(
  { okCount, latencyP99Ms }: Pick<CompletedTrial["outcome"], "okCount" | "latencyP99Ms">,
): number | null {
  return okCount < FEWEST_ANSWERS_FOR_P99 ? null : latencyP99Ms;
}

/**
 * The server's CPU for one answer, in ms; `null` where it is not known.
 *
 * @example
 * ```ts
 * import { serverCpuMsOf } from "lab/analysis/comparing/measure.ts";
 * console.log(serverCpuMsOf({ serverCpuS: 1.5, okCount: 1000 })); // 1.5
 * ```
 */
export const serverCpuMsOf = (
  { serverCpuS, okCount }: Pick<CompletedTrial["outcome"], "serverCpuS" | "okCount">,
): number | null => serverCpuS === null || okCount === 0 ? null : serverCpuS * 1000 / okCount;

/** A trial's value of a measure; `null` where it is not known, or 0 and so without a ratio. */
export function measuredValue(outcome: CompletedTrial["outcome"], measure: Measure): number | null {
  const value = measure === "latencyP99Ms"
    ? latencyP99Of(outcome)
    : measure === "serverCpuMsPerRequest"
    ? serverCpuMsOf(outcome)
    : outcome[measure] ?? null;
  return value !== null && value > 0 ? value : null;
}
