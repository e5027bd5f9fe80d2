/** Whether what a claim wants to know of a pair is known, and how likely more blocks make it so. */
import { errorFunction } from "simple-statistics";
import type { Expectation } from "../../nouns/said.ts";
import { studentQuantile } from "./student.ts";
import type { Estimate } from "./estimate.ts";
import type { Judgement } from "./verdict.ts";

/**
 * Whether a pair needs no more blocks. A claim of more or less, or none, is decided when the two are
 * different or equivalent. That two are the same is decided by δ, and a bound by the bound: a ratio of
 * 1.3 that certainly differs from 1 may or may not be at least 1.25.
 */
export function isDecided(judgement: Judgement, expects?: Expectation): boolean {
  if (judgement.verdict === "not measured") return false;
  const { interval: { low, high }, deltaShare, verdict } = judgement;
  if (typeof expects === "object") {
    const bound = boundOf(expects);
    return low > bound || high < bound;
  }
  if (expects !== "same") return verdict !== "undecided";
  const within = verdict === "equivalent" || (verdict === "different" && judgement.withinDelta);
  return within || low > 1 + deltaShare || high < 1 / (1 + deltaShare);
}

const boundOf = (expects: { atLeast: number } | { atMost: number }): number =>
  "atLeast" in expects ? expects.atLeast : expects.atMost;

export interface OutlookOptions {
  /** Of one look. */
  alpha: number;
  deltaShare: number;
  expects?: Expectation;
}

/**
 * How likely so many blocks more decide. The true ratio may be anything that fits the estimate, so
 * the mean over all blocks will lie about the present one with variance s² (1/now − 1/then)
 * ("predictive power", Spiegelhalter, Freedman and Blackburn 1986; here by the normal distribution).
 */
export function chanceOfDecision(
  { blocks, logMean, moderatedVariance, degreesOfFreedom }: Estimate,
  moreBlocks: number,
  { alpha, deltaShare, expects }: OutlookOptions,
): number {
  if (blocks < 2) return 0;
  const then = blocks + moreBlocks;
  const error = Math.sqrt(moderatedVariance / then);
  const wide = studentQuantile(1 - alpha, degreesOfFreedom + moreBlocks) * error;
  const narrow = studentQuantile(1 - 2 * alpha, degreesOfFreedom + moreBlocks) * error;
  const varies = Math.sqrt(moderatedVariance * (1 / blocks - 1 / then));
  const below = (end: number) => normalShareBelow((end - logMean) / varies);
  if (typeof expects === "object") {
    const bound = Math.log(boundOf(expects));
    return 1 - (below(bound + wide) - below(bound - wide));
  }
  const delta = Math.log1p(deltaShare);
  // A mean between these two, on either side of 0, leaves the pair open.
  const equal = Math.max(0, delta - narrow);
  const apart = expects === "same" ? delta + wide : wide;
  if (equal >= apart) return 1;
  return 1 - (below(apart) - below(equal)) - (below(-equal) - below(-apart));
}

function normalShareBelow(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
