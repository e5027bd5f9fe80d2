/** What a comparison says, in the words of whoever asks: whatever comes out has its wording. */
import { intervalWords } from "../../text/interval.ts";
import type { Comparison } from "./compare.ts";

export interface EffectWords {
  /** Where the first gives more: `makes it faster`. */
  more: string;
  less: string;
  /** Default: `makes no difference that matters`. */
  same?: string;
  /** Default: `may or may not make a difference: these blocks cannot tell`. Never a "no". */
  undecided?: string;
  /** Default: `was not measured`. */
  notMeasured?: string;
}

/**
 * The words for a comparison's verdict, with its ratio and interval where there is one.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { compare } from "lab/analysis/comparing/compare.ts";
 * import { effectText } from "lab/analysis/comparing/effect.ts";
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const [cell] = cellsOf(fixtureRun());
 * const never = compare(fixtureRun(), cell!, fixtureCell("gamma-sync", 9, 9));
 * console.log(effectText(never, { more: "helps", less: "harms" })); // was not measured
 * ```
 */
export function effectText(
  { verdict, withinDelta, ratio, low, high }: Comparison,
  words: EffectWords,
): string {
  if (verdict === "not measured") return words.notMeasured ?? "was not measured";
  const figures = ` (${intervalWords(ratio, low, high, "×")})`;
  if (verdict === "undecided") {
    return (words.undecided ?? "may or may not make a difference: these blocks cannot tell") +
      figures;
  }
  if (verdict === "equivalent" || withinDelta) {
    return (words.same ?? "makes no difference that matters") + figures;
  }
  return (ratio > 1 ? words.more : words.less) + figures;
}
