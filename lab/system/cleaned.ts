/** What a program wrote, made fit for a terminal, a page and a file that others will read. */
import { stripVTControlCharacters } from "node:util";

/** The end of a log that is kept with a trial: so many that a thousand trials are a few megabytes. */
const KEPT_CHARS = 4096;

/** Control characters but the end of a line and the tab, and those that turn the direction of text. */
// deno-lint-ignore no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A password within an address: `postgresql://user:password@host`. */
const PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)[^\s@/]+@/gi;

/**
 * A text of somebody else's without escape sequences, control characters and the passwords of
 * addresses.
 *
 * @example
 * ```ts
 * import { cleaned } from "lab/system/cleaned.ts";
 * console.log(cleaned("\x1b[31mcannot reach\x1b[0m db://me:secret@host\r")); // cannot reach db://me:***@host
 * ```
 */
export function cleaned(text: string): string {
  return stripVTControlCharacters(text).replace(UNSEEN, "").replace(PASSWORD, "$1***@");
}

/** The end of such a text, as much of it as is kept. */
export function cleanedEnd(text: string, mostChars = KEPT_CHARS): string {
  const whole = cleaned(text).trim();
  return whole.length <= mostChars ? whole : `…${whole.slice(1 - mostChars)}`;
}

/** The beginning of such a text in one line: an answer beside a sentence. */
export function cleanedStart(text: string, mostChars = 300): string {
  const line = cleaned(text).replace(/\s+/g, " ").trim();
  return line.length <= mostChars ? line : `${line.slice(0, mostChars - 1)}…`;
}
