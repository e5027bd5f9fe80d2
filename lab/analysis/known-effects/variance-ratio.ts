/** The ratio of two variances, and how far it can be trusted: Fisher's F. */
import { bisect, gammaln, sampleVariance } from "simple-statistics";
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
  const below = (f: number) =>
    betaShareBelow(freedom * f / (freedom * f + otherFreedom), freedom / 2, otherFreedom / 2);
  let most = 2;
  while (below(most) < share) most *= 2;
  return bisect((f: number) => below(f) - share, 0, most, 200, 1e-10) as number;
}

/**
 * The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun, 26.5.8)
 * evaluated from the front (Lentz 1976).
 */
function betaShareBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction is quick on this side of the mean, and the other side is its mirror.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShareBelow(1 - x, b, a);
  const front = Math.exp(
    gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x),
  ) / a;
  let c = 1;
  let d = 1 / (1 - (a + b) * x / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    for (
      const term of [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ]
    ) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return front * fraction;
}
