/** Passwords taken out of texts, however these write them. */
import { encodedForms } from "./encoded.ts";

/** Stands where a password stood. */
export const REDACTED = "[redacted]";

/** A shorter one is looked for only where a password stands: it would blacken half of a text. */
const LEAST_CHARS = 4;
/** Of letters alone and shorter than this it may be a word of a sentence, and is looked for as one. */
const WORD_CHARS_MAX = 11;

/** `user:password@` of any address, its slashes escaped or not. Bounded, so that no text takes long. */
const IN_ADDRESS =
  /(\b[a-z][a-z0-9+.-]{0,30}:(?:\\{0,3}\/){2}[^\s\/?#:@"'<>]{0,200}:)(?!\[redacted\]@)[^\s\/?#"'<>]{1,500}@/gi;
/** What stands behind `password=` or `"password":`, in quotes or not. */
const IN_SETTING =
  /((?:password|passwd|pwd)\\{0,3}["']?\s{0,3}[=:]\s{0,3})(?!\[redacted\])("[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s,;&"'<>()\[\]{}]{1,500})/gi;

/**
 * A text without the passwords that are named, and without any that stands in an address
 * (`postgres://user:password@host`) or a setting (`password=…`). A password is found as it is, percent
 * encoded, escaped for JSON, for a program or for HTML, and in any mixture of these; quoted for a shell or
 * for SQL; in hexadecimal digits, as a list of bytes and in base64; and each of these over several lines.
 *
 * Passwords of fewer than four characters are found in addresses and settings alone, and one that
 * could be a word (`gauntlet`) as a whole word.
 *
 * @param secrets passwords as they are, not encoded
 * @example
 * ```ts
 * import { redacted } from "lab/text/redacted.ts";
 * console.log(redacted("tried p%40ss%2Fw0rd at postgres://me:other@host/db", ["p@ss/w0rd"]));
 * // tried [redacted] at postgres://me:[redacted]@host/db
 * ```
 */
export function redacted(text: string, secrets: readonly string[]): string {
  return text.replace(patternOf(secrets), REDACTED)
    .replace(IN_ADDRESS, `$1${REDACTED}@`)
    .replace(IN_SETTING, `$1${REDACTED}`);
}

let lastSecrets = "";
let lastPattern = /\[redacted\]/g;

/** Made once for the same secrets. What is redacted already is matched first, and stays as it is. */
function patternOf(secrets: readonly string[]): RegExp {
  const key = JSON.stringify(secrets);
  if (key !== lastSecrets) {
    const longestFirst = [...new Set(secrets)].filter((each) => each.trim().length >= LEAST_CHARS)
      .sort((a, b) => b.length - a.length);
    const forms = [...longestFirst.flatMap(encodedForms), ...longestFirst.map(anyForm)];
    lastPattern = new RegExp(["\\[redacted\\]", ...forms].join("|"), "gu");
    lastSecrets = key;
  }
  return lastPattern;
}

function anyForm(secret: string): string {
  const pattern = [...secret].map(anyFormOfOne).join(MEANS_NOTHING);
  const mayBeWord = /^\p{L}+$/u.test(secret) && secret.length <= WORD_CHARS_MAX;
  return mayBeWord ? `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])` : pattern;
}

const NAMED: Record<string, string> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
  "\n": "n",
  "\r": "r",
  "\t": "t",
};

/** Backslashes, as many as text within text within text has; bounded, so that no text takes long. */
const ESCAPES = "\\\\{1,8}";

/**
 * What may stand between two characters and is no part of either: the end of a line, with a backslash
 * that says that it goes on and with what a writer puts in front of the next; a command to a terminal
 * that was written out (`\\u001b[31m`, `^[[0m`); marks that join letters and are not seen.
 */
const MEANS_NOTHING = "(?:" + [
  "\\\\{0,8}\\r?\\n[ \\t]{0,40}(?:[|>│#*][ \\t]{0,9})?",
  `${ESCAPES}n`,
  `(?:${ESCAPES}(?:u001[bB]|x1[bB]|033|e)|\\^\\[)\\[[\\d;]{0,20}m`,
  "[\\u034f\\u180e\\u200c\\u200d\\ufe00-\\ufe0f]",
].join("|") + "){0,3}";

/** One character as any writer may have put it. */
function anyFormOfOne(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = (value: number, digits: number) =>
    [...value.toString(16).padStart(digits, "0")]
      .map((digit) => /[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit).join("");
  const percent = [...new TextEncoder().encode(character)]
    .map((byte) => `%(?:25){0,3}${hex(byte, 2)}`).join("");
  const octal = [...new TextEncoder().encode(character)]
    .map((byte) => `${ESCAPES}${byte.toString(8).padStart(3, "0")}`).join("");
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const escape = units.map((unit) => `${ESCAPES}u${hex(unit, 4)}`).join("");
  const itself = `\\u{${code.toString(16)}}`;
  const named = NAMED[character];
  return `(?:${
    [
      percent,
      escape,
      octal,
      ...(code < 0x100 ? [`${ESCAPES}x${hex(code, 2)}`] : []),
      `&#0{0,6}${code};`,
      `&#[xX]0{0,6}${hex(code, 1)};`,
      ...(named === undefined ? [] : [named.length === 1 ? `${ESCAPES}${named}` : `&${named};`]),
      ...(character === " " ? ["\\+"] : []),
      // Last: of `%25` and `&amp;` more than the mark itself is the password's.
      character === "\\" ? ESCAPES : `\\\\{0,8}${itself}`,
    ].join("|")
  })`;
}
