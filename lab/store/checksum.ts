/**
 * A checksum that a text carries itself, as the last field of its JSON: of everything before it. A
 * digit that changed on a disk or in an editor would be a measurement as good as any other.
 */
import { createHash } from "node:crypto";

/** 64 bits of SHA-256: one change in 10^19 goes unnoticed. */
const HEX_DIGITS = 16;
/** As `stamped` writes it, in one line or in several, and in no other way: no byte of it is free. */
const MARK = /(?:,"checksum":"([0-9a-f]{16})"\}|,\n {2}"checksum": "([0-9a-f]{16})"\n\})\n?$/;
/** No longer than this: what a text has before it is not looked through. */
const MARK_CHARS = 80;

const sumOf = (text: string) =>
  createHash("sha256").update(text).digest("hex").slice(0, HEX_DIGITS);

/**
 * An object as JSON with its checksum behind its fields.
 *
 * @param indent spaces a level; without it, one line
 *
 * @example
 * ```ts
 * import { stamped, unstamped } from "lab/store/checksum.ts";
 * const text = stamped({ okCount: 12 });
 * console.log(unstamped(text).isRight, unstamped(text.replace("12", "13")).isRight); // true false
 * ```
 */
export function stamped(value: object, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  const body = text.slice(0, -1).trimEnd();
  return body + markOf(body, indent);
}

/** What stands behind the fields. */
function markOf(body: string, indent?: number): string {
  const gap = indent === undefined ? "" : `\n${" ".repeat(indent)}`;
  const end = indent === undefined ? "}" : "\n}";
  return `,${gap}"checksum":${gap && " "}"${sumOf(body)}"${end}`;
}

/** A text without its checksum. */
export interface Unstamped {
  text: string;
  /** Whether the checksum is that of the text; `null` where there is none. */
  isRight: boolean | null;
}

/** Takes the checksum out of a text and looks whether it is right. */
export function unstamped(text: string): Unstamped {
  const from = Math.max(0, text.length - MARK_CHARS);
  const found = text.slice(from).match(MARK);
  if (found === null) return { text, isRight: null };
  const body = text.slice(0, from + found.index!);
  return { text: `${body}}`, isRight: (found[1] ?? found[2]) === sumOf(body) };
}

/**
 * The text of an object with its checksum behind its fields, which stay as they are written, to the
 * last digit. For what a lab of before checksums wrote.
 *
 * @param text of an object that has none yet
 * @param indent as of `stamped`
 */
export function stampedText(text: string, indent?: number): string {
  const body = text.trimEnd().replace(/\s*\}$/, "");
  return body + markOf(body, indent);
}
