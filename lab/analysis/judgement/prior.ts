/** How much pairs vary, and how unlike in that they are. */
import { mean, median, sampleVariance, sum } from "simple-statistics";
import { measured, type Pair } from "./pair.ts";
import { digamma, trigamma, trigammaInverse } from "./polygamma.ts";

/** With fewer pairs there is no prior. */
export const FEWEST_PAIRS_TO_MODERATE = 3;
/**
 * The prior weighs as much as four degrees of freedom at the most. Variances known from a few blocks
 * often look alike where they are not; uncapped, a noisy pair among calm ones is believed calm.
 */
export const MOST_PRIOR_DEGREES_OF_FREEDOM = 4;
/** A variance of nothing has no logarithm: it counts as this share of the median variance. */
const LEAST_VARIANCE_SHARE = 1e-5;

/** What the pairs together say of a variance before a pair's own blocks are looked at. */
export interface Prior {
  /** At most `MOST_PRIOR_DEGREES_OF_FREEDOM`. */
  degreesOfFreedom: number;
  /** Before the cap; Infinity where the variances differ no more than by chance. */
  uncappedDegreesOfFreedom: number;
  variance: number;
  /** How many pairs it is made of. */
  pairCount: number;
}

/**
 * The prior of pairs' variances: a scaled inverse χ², fitted by the mean and the variance of their
 * logarithms. A logarithm of a sample variance varies by trigamma(df ÷ 2) from chance alone; what is
 * left of its variance over pairs says how unlike the true variances are.
 *
 * @returns null with too few pairs of two blocks or more, or if more than half of them do not vary
 */
export function priorOf(pairs: readonly Pair[]): Prior | null {
  const spreads = pairs.filter(({ scenario }) => scenario !== null).map(measured)
    .filter((values) => values.length > 1)
    .map((values) => ({ freedom: values.length - 1, variance: sampleVariance(values) }));
  if (spreads.length < FEWEST_PAIRS_TO_MODERATE) return null;
  const least = LEAST_VARIANCE_SHARE * median(spreads.map(({ variance }) => variance));
  if (least === 0) return null;

  const logs = spreads.map(({ freedom, variance }) =>
    Math.log(Math.max(variance, least)) - digamma(freedom / 2) + Math.log(freedom / 2)
  );
  const byChance = mean(spreads.map(({ freedom }) => trigamma(freedom / 2)));
  const unlikeness = sampleVariance(logs) - byChance;
  const half = unlikeness > 0 ? trigammaInverse(unlikeness) : Infinity;
  return {
    degreesOfFreedom: Math.min(2 * half, MOST_PRIOR_DEGREES_OF_FREEDOM),
    uncappedDegreesOfFreedom: 2 * half,
    // The scale belongs to the fit as it is: the cap comes after it.
    variance: half < Infinity
      ? Math.exp(mean(logs) + digamma(half) - Math.log(half))
      : sum(spreads.map(({ freedom, variance }) => freedom * variance)) /
        sum(spreads.map(({ freedom }) => freedom)),
    pairCount: spreads.length,
  };
}
