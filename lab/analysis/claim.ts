/** Claims: sentences that the data decides. */
import type { ClaimVerdict, Expectation } from "../nouns/claim.ts";
import { type Comparison, judge as judgeInterval } from "./compare.ts";
import { FEWEST_BLOCKS } from "./interval.ts";

/** A quantity with its interval. */
export interface Quantity {
  value: number;
  low: number;
  high: number;
}

/** What is judged: a comparison of two cells, or any quantity with its interval. */
export type Evidence = Quantity | Comparison;

const DELTA_SHARE = 0.05;

/**
 * Whether the evidence bears a claim out.
 *
 * - `more`, `less`: holds when the two are different in that direction; fails when they differ the
 *   other way or are equivalent
 * - `same`: holds when they are equivalent, also where so small a difference could be told from none;
 *   fails when they are different
 * - `atLeast`, `atMost`: holds when the whole interval lies on the right side of the bound, fails
 *   when all of it lies on the wrong side
 *
 * All else is undecided, and so is what was measured in fewer than three blocks.
 *
 * @example
 * ```ts
 * import { judge } from "lab/analysis/claim.ts";
 * console.log(judge({ value: 4.2, low: 3.9, high: 4.6 }, { atLeast: 4 }).verdict); // undecided
 * ```
 */
export function judge(
  evidence: Evidence,
  expects: Expectation,
): { verdict: ClaimVerdict; reason: string } {
  const { low, high } = evidence;
  const value = valueOf(evidence);
  if ([value, low, high].some(Number.isNaN)) {
    return { verdict: "undecided", reason: "Not measured in this run." };
  }
  if (typeof expects === "object") {
    return "blocks" in evidence && evidence.blocks < FEWEST_BLOCKS
      ? { verdict: "undecided", reason: evidence.reason }
      : judgeBound(evidence, expects);
  }
  const { verdict, reason, withinDelta } = "verdict" in evidence ? evidence : judgeInterval({
    low,
    high,
    deltaShare: DELTA_SHARE,
    floorShare: 0,
    blocks: FEWEST_BLOCKS,
  });
  if (expects === "same") {
    if (verdict === "equivalent") return { verdict: "holds", reason };
    if (verdict !== "different") return { verdict: "undecided", reason };
    return withinDelta
      ? { verdict: "holds", reason: `${reason} It is too small to matter.` }
      : { verdict: "fails", reason };
  }
  if (verdict === "undecided") return { verdict, reason };
  const asSaid = verdict === "different" && (expects === "more" ? value > 1 : value < 1);
  return { verdict: asSaid ? "holds" : "fails", reason };
}

/** The middle of the evidence: a comparison's ratio, or the value. */
export function valueOf(evidence: Evidence): number {
  return "ratio" in evidence ? evidence.ratio : evidence.value;
}

function judgeBound(
  { low, high }: { low: number; high: number },
  expects: { atLeast: number } | { atMost: number },
): { verdict: ClaimVerdict; reason: string } {
  const least = "atLeast" in expects;
  const bound = least ? expects.atLeast : expects.atMost;
  if (low > bound || (least && low === bound)) {
    return { verdict: least ? "holds" : "fails", reason: `All of the interval is above ${bound}.` };
  }
  if (high < bound || (!least && high === bound)) {
    return { verdict: least ? "fails" : "holds", reason: `All of the interval is below ${bound}.` };
  }
  return { verdict: "undecided", reason: `The interval holds ${bound}.` };
}
