/** Claims: sentences that the data decides. */
import type { ClaimVerdict, Expectation } from "../../nouns/claim.ts";
import { percent } from "../../text/format.ts";
import type { Comparison } from "../comparing/compare.ts";
import type { Quantity } from "./quantity.ts";
import { GauntletError } from "../../nouns/error.ts";

export type { Quantity } from "./quantity.ts";

/** What is judged: a comparison of two cells, or any quantity with its interval. */
export type Evidence = Quantity | Comparison;

/** What of a comparison a verdict needs: also of one that is still under way. */
export type JudgedRatio = Pick<
  Comparison,
  "ratio" | "low" | "high" | "verdict" | "withinDelta" | "deltaShare" | "reason"
>;

/**
 * Whether the evidence bears a claim out.
 *
 * - `more`, `less`: holds when the two are different in that direction; fails when they differ the
 *   other way, or are equivalent at the claim's δ
 * - `same`: holds when they are equivalent at the claim's δ, also where so small a difference could be
 *   told from none; fails when all of the interval lies beyond δ. Two that differ, and perhaps by less,
 *   are undecided: "undecided" is never worded as "no"
 * - `atLeast`, `atMost`: holds when the whole interval lies on the right side of the bound, fails
 *   when all of it lies on the wrong side
 *
 * What nothing was measured for is `not measured`; all else is undecided.
 *
 * @throws when a quantity that is no comparison is said to be more, less or the same
 * @example
 * ```ts
 * import { judge } from "lab/analysis/claims/claim.ts";
 * console.log(judge({ value: 4.2, low: 3.9, high: 4.6 }, { atLeast: 4 }).verdict); // undecided
 * ```
 */
export function judge(
  evidence: Quantity | JudgedRatio,
  expects: Expectation,
): { verdict: ClaimVerdict; reason: string } {
  const missing = missingOf(evidence);
  if (missing !== null) return { verdict: "not measured", reason: missing };
  if (typeof expects === "object") return judgeBound(evidence, expects);
  if (!isComparison(evidence)) {
    throw new GauntletError(
      `Judging a claim: "${expects}" is said of a ratio; give two cells, a comparison, or a bound.`,
    );
  }
  const { verdict, ratio, reason } = evidence;
  if (verdict === "undecided" || verdict === "not measured") return { verdict, reason };
  if (expects === "same") return sameness(evidence);
  const asSaid = verdict === "different" && (expects === "more" ? ratio > 1 : ratio < 1);
  return { verdict: asSaid ? "holds" : "fails", reason };
}

/** The middle of the evidence: a comparison's ratio, or the value. */
export function valueOf(evidence: Evidence): number {
  return isComparison(evidence) ? evidence.ratio : evidence.value;
}

export const isComparison = <T extends JudgedRatio>(evidence: Quantity | T): evidence is T =>
  "ratio" in evidence;

/** Why there is nothing to judge, as a sentence; `null` where there is. */
function missingOf(evidence: Quantity | JudgedRatio): string | null {
  if (isComparison(evidence)) {
    return evidence.verdict === "not measured" ? evidence.reason : null;
  }
  const { value, low, high, missing } = evidence;
  if (missing !== undefined) return `Not measured: ${missing}.`;
  return [value, low, high].some(Number.isNaN) ? "Not measured in this run." : null;
}

/** Two that differ are not the same to δ only where all of the interval says so. */
function sameness(
  { verdict, withinDelta, low, high, deltaShare, reason }: JudgedRatio,
): { verdict: ClaimVerdict; reason: string } {
  if (verdict === "equivalent" || withinDelta) return { verdict: "holds", reason };
  if (low > 1 + deltaShare || high < 1 / (1 + deltaShare)) return { verdict: "fails", reason };
  return {
    verdict: "undecided",
    reason: `${reason} Whether by more than ${percent(deltaShare)} these blocks cannot tell.`,
  };
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
