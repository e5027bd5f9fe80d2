/** Many claims beside each other: which share of the findings is false. */

/**
 * The p-values adjusted by Benjamini and Hochberg (1995), in the order given: the k-th smallest of m
 * times m ÷ k, never above the one after it. Of the claims below 0.05 here, at most a twentieth is
 * expected to be false. It is a column to read beside the verdicts; it changes none of them.
 *
 * @throws when a p-value does not lie between 0 and 1
 * @example
 * ```ts
 * import { benjaminiHochberg } from "lab/analysis/judgement/benjamini-hochberg.ts";
 * console.log(benjaminiHochberg([0.04, 0.01, 0.02])); // [0.04, 0.03, 0.03]
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const odd = pValues.find((pValue) => !(pValue >= 0 && pValue <= 1));
  if (odd !== undefined) {
    throw new Error(`Adjusting p-values: one is ${odd}; give numbers from 0 to 1.`);
  }
  const largestFirst = pValues.map((_, index) => index).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted: number[] = [];
  let lowest = 1;
  largestFirst.forEach((index, before) => {
    lowest = Math.min(lowest, pValues[index]! * (pValues.length / (pValues.length - before)));
    adjusted[index] = lowest;
  });
  return adjusted;
}
