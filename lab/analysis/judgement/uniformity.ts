/** Whether p-values are those of pairs with nothing between them. */
import { Matrix } from "ml-matrix";

export interface Uniformity {
  /** How many p-values. */
  count: number;
  /** The largest distance between their distribution and the even one. */
  distance: number;
  /** The chance of so large a distance where they are even. */
  pValue: number;
}

/**
 * The check of Kolmogorov and Smirnov. Identical cells give p-values that lie evenly between 0 and 1:
 * too many small ones, and the judgement sees differences where there are none; too few, and its
 * intervals are wider than they claim. One pair of twins says nothing of either, many do.
 *
 * Source of the exact distribution: Marsaglia, Tsang and Wang (2003), *Evaluating Kolmogorov's
 * distribution*.
 *
 * @throws when there is no p-value, or one does not lie between 0 and 1
 * @example
 * ```ts
 * import { uniformityOf } from "lab/analysis/judgement/uniformity.ts";
 * console.log(uniformityOf([0.1, 0.3, 0.5, 0.7, 0.9]).pValue > 0.9); // true
 * console.log(uniformityOf([0.01, 0.02, 0.02, 0.03, 0.04]).pValue < 0.01); // true
 * ```
 */
export function uniformityOf(pValues: readonly number[]): Uniformity {
  const odd = pValues.find((pValue) => !(pValue >= 0 && pValue <= 1));
  if (pValues.length === 0 || odd !== undefined) {
    throw new Error(
      `Checking p-values for uniformity: ${
        odd === undefined ? "there is none" : `one is ${odd}`
      }; ` +
        `give numbers from 0 to 1.`,
    );
  }
  const count = pValues.length;
  const sorted = pValues.toSorted((a, b) => a - b);
  const distance = Math.max(
    ...sorted.map((pValue, index) =>
      Math.max(pValue - index / count, (index + 1) / count - pValue)
    ),
  );
  // Far out the exact way is long, and the limit as good.
  const isFar = count * distance ** 2 > FAR || count > MANY;
  const chance = isFar
    ? 2 * Math.exp(-2 * count * distance ** 2)
    : 1 - chanceBelow(distance, count);
  return { count, distance, pValue: Math.min(1, Math.max(0, chance)) };
}

/** Of the count times the squared distance: the chance is below one in a million. */
const FAR = 7.24;
const MANY = 1000;

/** The chance that the distance of so many even p-values is smaller: (n! ÷ nⁿ) of the middle of Hⁿ. */
function chanceBelow(distance: number, count: number): number {
  const middle = Math.floor(count * distance) + 1;
  const size = 2 * middle - 1;
  const rest = middle - count * distance;
  const cells = Array.from(
    { length: size },
    (_, row) => Array.from({ length: size }, (_, column) => row - column + 1 < 0 ? 0 : 1),
  );
  for (let i = 0; i < size; i++) {
    cells[i]![0]! -= rest ** (i + 1);
    cells[size - 1]![i]! -= rest ** (size - i);
  }
  if (2 * rest - 1 > 0) cells[size - 1]![0]! += (2 * rest - 1) ** size;
  const steps = new Matrix(
    cells.map((row, i) =>
      row.map((value, j) => i - j + 1 > 0 ? value / factorial(i - j + 1) : value)
    ),
  );
  let power = Matrix.eye(size);
  // Each step takes its factor of n! ÷ nⁿ at once: neither grows out of bounds.
  for (let step = 1; step <= count; step++) power = power.mmul(steps).mul(step / count);
  return power.get(middle - 1, middle - 1);
}

function factorial(whole: number): number {
  return whole <= 1 ? 1 : whole * factorial(whole - 1);
}
