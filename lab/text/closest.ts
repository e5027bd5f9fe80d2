/** "Did you mean": the word that was likely meant. */
import { distance } from "fastest-levenshtein";

/** A word with more letters wrong than this share of it was meant for another. */
const MOST_WRONG_SHARE = 0.5;

/**
 * A remedy that names what was likely meant, or all there is.
 *
 * @example
 * ```ts
 * import { closestTo } from "lab/text/closest.ts";
 * console.log(closestTo("conections", ["connections", "rows"])); // did you mean "connections"?
 * ```
 */
export function closestTo(word: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, away: distance(word, name) }))
    .sort((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best && best.away <= Math.max(2, word.length * MOST_WRONG_SHARE)) {
    return `did you mean "${best.name}"?`;
  }
  return known.length === 0 ? "there is none" : `choose one of ${known.join(", ")}`;
}
