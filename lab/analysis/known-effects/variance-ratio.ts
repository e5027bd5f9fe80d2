/** The ratio of two variances, and how far it can be trusted: Fisher's F. */
import { bisect, sampleVariance } from "simple-statistics";
import { fisherTail } from "../judgement/fisher.ts";
import { type Quantity, unmeasured } from "../claims/quantity.ts";

const FEWEST = 3;

/**
 * The variance of some values over that of others, with the interval that F gives it: independent
 * values, each set from one normal distribution. Tails that are longer make it wider than it says, and
 * one wild value decides it: leave out what is known to be invalid beforehand.
 *
 * @returns not measured below three values on either side, or where the others do not vary
 * @example
 * ```ts
 * import { varianceRatio } from "lab/analysis/known-effects/variance-ratio.ts";
 * const { value, low, high } = varianceRatio([1, 2, 3, 4], [2, 4, 6, 8]);
 * console.log(value, low.toFixed(3), high.toFixed(2)); // 0.25 0.016 3.86
 * ```
 */
export function varianceRatio(
  values: readonly number[],
  others: readonly number[],
  confidence = 0.95,
): Quantity {
  const fewest = Math.min(values.length, others.length);
  if (fewest < FEWEST) {
    return unmeasured(`it takes ${FEWEST} values of each, and there are ${fewest}`);
  }
  const [over, under] = [values, others].map((each) => sampleVariance([...each]));
  if (under === 0) return unmeasured("the values that it is compared with do not vary");
  const value = over! / under!;
  const [freedom, otherFreedom] = [values.length - 1, others.length - 1];
  const tail = (1 - confidence) / 2;
  return {
    value,
    low: value / fQuantile(1 - tail, freedom, otherFreedom),
    high: value * fQuantile(1 - tail, otherFreedom, freedom),
  };
}

/** The F that so large a share of all lies below. */
export function fQuantile(share: number, freedom: number, otherFreedom: number): number {
  const below = (f: number) => 1 - fisherTail(f, freedom, otherFreedom);
  let most = 2;
  while (below(most) < share) most *= 2;
  return bisect((f: number) => below(f) - share, 0, most, 200, 1e-10) as number;
}
