/** What the blocks of a pair say of its ratio, before anything is concluded from it. */
import { studentCentralProbability, studentQuantile } from "./student.ts";

export interface Estimate {
  /** How many blocks measured both cells. */
  blocks: number;
  /** A over B: the exponential of the mean log difference. NaN without a block. */
  ratio: number;
  logMean: number;
  /** Of the pair's own log differences, divisor blocks − 1. NaN below two blocks. */
  variance: number;
  /** What the standard error rests on: the pair's own variance, moderated or not. */
  moderatedVariance: number;
  /** Of the mean log difference; above 0. Infinity below two blocks. */
  standardError: number;
  /** Whole. 0 below two blocks. */
  degreesOfFreedom: number;
}

export interface RatioInterval {
  low: number;
  high: number;
  confidence: number;
}

/**
 * The interval of the ratio at a confidence: Student's t about the mean of the logarithms.
 *
 * @returns 0 and Infinity below two blocks, where nothing is known of the spread
 * @example
 * ```ts
 * import { intervalOf } from "lab/analysis/judgement/estimate.ts";
 * import { moderate } from "lab/analysis/judgement/moderated.ts";
 * const differences = [0.1, 0.14, 0.12, 0.13];
 * const [estimate] = moderate([{ cellA: "alpha", cellB: "beta", scenario: "item", differences }]);
 * const { low, high } = intervalOf(estimate!, 0.95);
 * console.log(low.toFixed(2), high.toFixed(2)); // 1.10 1.16
 * ```
 */
export function intervalOf(
  { logMean, standardError, degreesOfFreedom }: Estimate,
  confidence: number,
): RatioInterval {
  if (degreesOfFreedom < 1) return { low: 0, high: Infinity, confidence };
  const halfWidth = studentQuantile(confidence, degreesOfFreedom) * standardError;
  return { low: Math.exp(logMean - halfWidth), high: Math.exp(logMean + halfWidth), confidence };
}

/**
 * The two-sided p-value for a true ratio: 1 where the estimate lies on it, and below 1 − c exactly
 * where the interval at confidence c leaves it out (but for the last ten digits of either).
 *
 * @param ratio by default 1: no difference
 * @returns 1 below two blocks. Values below 1e-15 come out as 0
 */
export function pValueOf(
  { logMean, standardError, degreesOfFreedom }: Estimate,
  ratio = 1,
): number {
  if (degreesOfFreedom < 1) return 1;
  const distance = Math.abs(logMean - Math.log(ratio));
  const central = studentCentralProbability(distance / standardError, degreesOfFreedom);
  return Math.min(1, Math.max(0, 1 - central));
}
