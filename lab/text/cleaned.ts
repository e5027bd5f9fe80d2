/** Text of others made fit for a terminal and for a file: what is left can be read, and does nothing. */

/** How much of a text is kept. */
export interface Bounds {
  /** Characters at most, the mark of what is left out among them. Default {@link LENGTH_MAX}. */
  lengthMax?: number;
  /** The part that is kept: the `start`, or the `end`, as of a log. Default `start`. */
  keep?: "start" | "end";
}

/** Twenty long lines of a log, or one sentence of any length that a reader would read. */
export const LENGTH_MAX = 8000;

/** Stands for what was left out. */
export const LEFT_OUT = "…";

/**
 * Commands to a terminal (ECMA-48): strings with their terminator, sequences with parameters, and
 * those of two or three characters; each as ESC and a letter, or as one C1 character. A string that
 * does not end within its line loses its introducer alone: it may be all that there is to read.
 */
const SEQUENCES =
  // deno-lint-ignore no-control-regex
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/**
 * Characters that are not seen and change what is: C0 and C1 but for tab and newline, DEL, marks and
 * overrides of writing direction, joiners of nothing, and code points that no text has.
 */
const UNSEEN =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]|[\u{e0000}-\u{e007f}]/gu;

/** Line ends of other systems, and those that only some programs take for one. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * A text without commands to a terminal, without characters that are not seen, and no longer than is
 * said. Tabs and line ends stay. What is cleaned already comes back as it is.
 *
 * @example
 * ```ts
 * import { cleaned } from "lab/text/cleaned.ts";
 * console.log(cleaned("\x1b]0;owned\x07\x1b[31mred\x1b[0m\u202etxt")); // redtxt
 * console.log(cleaned("a long log", { lengthMax: 4, keep: "end" })); // …log
 * ```
 */
export function cleaned(text: string, bounds: Bounds = {}): string {
  const seen = text.replace(LINE_ENDS, "\n").replace(SEQUENCES, "").replace(UNSEEN, "")
    .toWellFormed();
  return bounded(seen, bounds);
}

/** The same in one line: for a line of progress, a cell of a table, a heading. */
export function oneLine(text: string, bounds: Bounds = {}): string {
  return bounded(cleaned(text, { lengthMax: Infinity }).replace(/\s+/g, " ").trim(), bounds);
}

/** The first line of what has a log behind it, without the words that announce that. */
export function withoutLog(text: string): string {
  return text.split("\n")[0]!.replace(/[;,]? (?:its|the server's) log ends:$/, "");
}

/** A text no longer than is said; no character is cut in two. */
export function bounded(
  text: string,
  { lengthMax = LENGTH_MAX, keep = "start" }: Bounds = {},
): string {
  if (text.length <= lengthMax) return text;
  const left = Math.max(0, lengthMax - LEFT_OUT.length);
  if (keep === "start") return text.slice(0, left).replace(/[\ud800-\udbff]$/, "") + LEFT_OUT;
  return LEFT_OUT + (left === 0 ? "" : text.slice(-left).replace(/^[\udc00-\udfff]/, ""));
}
