/** "Did you mean": the word that was likely meant. */
import { distance } from "fastest-levenshtein";

/** A word with more letters wrong than this share of it was meant for another. */
const MOST_WRONG_SHARE = 0.5;
/** A list that is read at a glance; of longer ones the names that hold the word are told. */
const GLANCE_COUNT = 12;
const TOLD_COUNT = 3;

/**
 * A remedy that names what was likely meant, or all there is; where that is a long list, up to three that
 * hold the word, and what lists them all.
 *
 * @param listedBy what the reader can type to see all: `deno task variants`
 * @example
 * ```ts
 * import { closestTo } from "lab/text/closest.ts";
 * console.log(closestTo("conections", ["connections", "rows"])); // did you mean "connections"?
 * ```
 */
export function closestTo(word: string, known: readonly string[], listedBy?: string): string {
  const ranked = known.map((name) => ({ name, away: distance(word, name) }))
    .sort((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best && best.away <= Math.max(2, word.length * MOST_WRONG_SHARE)) {
    return `did you mean "${best.name}"?`;
  }
  if (known.length === 0) return "there is none";
  if (known.length <= GLANCE_COUNT) return `choose one of ${known.join(", ")}`;
  const all = listedBy === undefined
    ? `choose one of ${known.join(", ")}`
    : `"${listedBy}" lists all ${known.length}`;
  // A word that is a part of names, as "flask" is, is closer to these than its length tells; others share
  // nothing with what was typed, and to name them would be no help.
  const near = word === ""
    ? []
    : ranked.filter(({ name }) => name.includes(word)).slice(0, TOLD_COUNT).map(({ name }) => name);
  if (near.length === 0) return all;
  const [last, ...before] = near.toReversed();
  return before.length === 0
    ? `the closest is ${last}; ${all}`
    : `the closest are ${before.toReversed().join(", ")} and ${last}; ${all}`;
}
