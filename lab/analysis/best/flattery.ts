/** By how much a best looks better than it is. */
import { median, probit } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { estimatorOf } from "../comparing/estimates.ts";

/**
 * What the largest of so many equal means exceeds their true value by: the normal order statistic by
 * Blom's formula (1958), times the error of one cell, which is that of a pair over √2. The median of the
 * pairs stands for all.
 *
 * @param rivals cells that the run cannot tell from the best, without it
 * @param chosenShare of the blocks that judge the best, those that chose it: luck is in these alone
 * @returns a share of its throughput: 0 without a rival, `null` where their spread is not known
 */
export function flatteryOf(
  run: Run,
  best: Cell,
  rivals: readonly Cell[],
  chosenShare = 1,
): number | null {
  if (rivals.length === 0) return 0;
  const estimator = estimatorOf(run, "throughputRps");
  const errors = rivals.map((cell) => estimator(cell, best).estimate.standardError);
  const error = median(errors) / Math.SQRT2;
  const count = rivals.length + 1;
  const excess = probit((count - 0.375) / (count + 0.25));
  // Of n blocks b chose: their mean errs by √(n/b) times as much, and weighs b/n.
  return Number.isFinite(error) ? Math.expm1(error * excess * Math.sqrt(chosenShare)) : null;
}
