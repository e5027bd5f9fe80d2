/** A quantity with its 95 % interval, from few values. */
import { mean } from "simple-statistics";
import { FEWEST_BLOCKS } from "../judgement/verdict.ts";
import { meanHalfWidth } from "../judgement/student.ts";

/** NaN throughout where it was not measured; `missing` then says why, with neither capital nor stop. */
export interface Quantity {
  value: number;
  low: number;
  high: number;
  missing?: string;
}

/** A quantity that was not measured. */
export const unmeasured = (missing: string): Quantity => (
  { value: NaN, low: NaN, high: NaN, missing }
);

/**
 * The mean of independent values, a block each, with Student's t interval. The range of four values
 * holds the true mean in 87 of 100 cases only, and grows with each value more.
 *
 * @returns not measured below three values
 * @example
 * ```ts
 * import { meanInterval } from "lab/analysis/claims/quantity.ts";
 * const { value, low, high } = meanInterval([0.9, 1, 1.1, 1]);
 * console.log(value, low.toFixed(2), high.toFixed(2)); // 1 0.87 1.13
 * ```
 */
export function meanInterval(values: readonly number[]): Quantity {
  if (values.length < FEWEST_BLOCKS) {
    return unmeasured(`it takes ${FEWEST_BLOCKS} values, and there are ${values.length}`);
  }
  const value = mean([...values]);
  const half = meanHalfWidth(values);
  return { value, low: value - half, high: value + half };
}

/**
 * The share of so many tries that came out in one way, with Wilson's interval (1927), which holds at
 * none and at all as well.
 *
 * @returns not measured without a try
 * @example
 * ```ts
 * import { shareInterval } from "lab/analysis/claims/quantity.ts";
 * console.log(shareInterval(0, 1000).high.toFixed(4)); // 0.0038
 * ```
 */
export function shareInterval(count: number, tries: number): Quantity {
  if (tries === 0) return unmeasured("there was no try");
  const z = 1.959964;
  const value = count / tries;
  const centre = (value + z ** 2 / (2 * tries)) / (1 + z ** 2 / tries);
  const half = z / (1 + z ** 2 / tries) *
    Math.sqrt(value * (1 - value) / tries + z ** 2 / (4 * tries ** 2));
  return {
    value,
    low: count === 0 ? 0 : centre - half,
    high: count === tries ? 1 : centre + half,
  };
}

/**
 * The median of values from any distribution, between two of them: the k-th from either end, where half
 * of others would lie below each of fewer than k in at most 2.5 of 100 cases (the sign test).
 *
 * @returns low −Infinity and high Infinity below six values, which bound nothing at 95 %
 */
export function medianInterval(values: readonly number[]): Quantity {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return unmeasured("there is no value");
  const value = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
  let fewer = 0;
  let chance = 0.5 ** count;
  let tail = chance;
  while (tail <= 0.025) {
    fewer++;
    chance *= (count - fewer + 1) / fewer;
    tail += chance;
  }
  return fewer === 0
    ? { value, low: -Infinity, high: Infinity }
    : { value, low: sorted[fewer - 1]!, high: sorted[count - fewer]! };
}
