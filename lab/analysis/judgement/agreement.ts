/** Whether several machines see one and the same effect. */
import { sum } from "simple-statistics";
import type { Estimate } from "./estimate.ts";
import { fisherTail } from "./fisher.ts";

/** The chance that machines that agree are said not to. */
export const DISAGREE_ALPHA = 0.05;

export interface Agreement {
  /** Of the hypothesis that all see the same ratio. */
  pValue: number;
  /** I²: the share of the spread between machines that is more than chance would make; 0 to 1. */
  inconsistency: number;
}

/**
 * Tests whether estimates of one ratio, each of other blocks, may be of the same truth: Cochran's Q, with
 * the correction of Welch for weights that are themselves estimated from a few blocks. Its error is that
 * which it says where machines are unlike in noise and in how many blocks they measured, which neither Q
 * itself nor an analysis of variance keeps: `agreement.test.ts` holds it to figures.
 *
 * Sources: Cochran (1954), "The combination of estimates from different experiments", for Q; Welch
 * (1951), "On the comparison of several mean values"; Higgins and Thompson (2002) for I².
 *
 * @returns `null` where no two of them know their own spread
 * @example
 * ```ts
 * import { agreementOf } from "lab/analysis/judgement/agreement.ts";
 * import { moderate } from "lab/analysis/judgement/moderated.ts";
 * const on = (differences: number[]) =>
 *   moderate([{ cellA: "alpha", cellB: "beta", scenario: "item", differences }])[0]!;
 * const here = on([0.1, 0.12, 0.09, 0.11]);
 * console.log(agreementOf([here, on([0.11, 0.1, 0.12, 0.1])])!.pValue > 0.05); // true
 * console.log(agreementOf([here, on([0.31, 0.3, 0.28, 0.32])])!.pValue < 0.05); // true
 * ```
 */
export function agreementOf(estimates: readonly Estimate[]): Agreement | null {
  const known = estimates.filter(({ degreesOfFreedom }) => degreesOfFreedom >= 1);
  if (known.length < 2) return null;
  const weights = known.map(({ standardError }) => standardError ** -2);
  const total = sum(weights);
  const middle = sum(known.map(({ logMean }, index) => weights[index]! * logMean)) / total;
  const spread = sum(
    known.map(({ logMean }, index) => weights[index]! * (logMean - middle) ** 2),
  );
  const free = known.length - 1;
  const unsure = sum(
    known.map(({ degreesOfFreedom }, index) =>
      (1 - weights[index]! / total) ** 2 / degreesOfFreedom
    ),
  );
  const machines = known.length;
  const f = spread / free / (1 + 2 * (machines - 2) * unsure / (machines ** 2 - 1));
  return {
    pValue: fisherTail(f, free, (machines ** 2 - 1) / (3 * unsure)),
    inconsistency: spread > free ? (spread - free) / spread : 0,
  };
}
