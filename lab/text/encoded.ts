/** A password in other clothes than letters: quoted, in hexadecimal digits, as numbers, in base64. */

/** What stands in front of a byte in hexadecimal digits: `\x70\x61`, `0x70, 0x61`. */
const HEX_MARK = "(?:\\\\{1,8}x|0x)?";
/** How two such bytes are kept apart: `7061`, `70:61`, `70 61`; in one line or in many. */
const BETWEEN_HEX = `(?:[\\s:,-]|\\\\{1,8}[rn]){0,20}${HEX_MARK}`;
/** As JSON, Python and Node write a list of bytes, in one line or in many. */
const BETWEEN_NUMBERS = [",\\s{0,40}", "\\s{1,9}"];
/** Writers of long texts break them (base64 after 64 or 76 letters) and may indent what follows. */
const LINE_BREAK = "(?:\\\\{1,8}[rn]|\\s){0,20}";
const PADDING = `(?:${LINE_BREAK}(?:=|%(?:25){0,3}3[dD]|\\\\{1,8}u003[dD]|&#61;)){0,2}`;

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Those of its characters that are others in URLs (RFC 4648, 5), or are escaped in addresses, JSON and HTML. */
const BASE64_FORMS: Record<string, string> = {
  "+": "[+-]|%(?:25){0,3}2[bB]|\\\\{1,8}u002[bB]|&#43;",
  "/": "\\\\{0,8}[/_]|%(?:25){0,3}2[fF]|\\\\{1,8}u002[fF]|&#47;",
};

/**
 * Patterns of a text as it is quoted for a shell, SQL and CSV or escaped twice; and of its bytes in
 * hexadecimal digits, as a list of numbers, and in base64, there also within a longer text: `Basic` and
 * `user:password` of HTTP put others in front of it, which moves its bits. What was escaped for an address
 * or for JSON before it was encoded is found as well.
 *
 * @example
 * ```ts
 * import { encodedForms } from "lab/text/encoded.ts";
 * const pattern = new RegExp(encodedForms("hunter2!").join("|"));
 * console.log(pattern.test(btoa("me:hunter2!")), pattern.test("68756e7465723221")); // true true
 * ```
 */
export function encodedForms(text: string): string[] {
  const written = text.toWellFormed();
  const inJson = JSON.stringify(written).slice(1, -1);
  const before = new Set([written, encodeURIComponent(written), inJson]);
  const quoted = [
    ...["''", "'\\''", `'"'"'`].map((quote) => written.replaceAll("'", quote)),
    ...['""', `"'"'"`].map((quote) => written.replaceAll('"', quote)),
    ...[encodeURIComponent(inJson), encodeURIComponent(encodeURIComponent(inJson))],
    inJson.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;"),
  ];
  return [
    ...[...new Set(quoted)].filter((each) => each !== written).map(literally),
    ...[...before].flatMap((each) => {
      const bytes = [...new TextEncoder().encode(each)];
      return [
        HEX_MARK + bytes.map(hexByte).join(BETWEEN_HEX),
        ...BETWEEN_NUMBERS.map((between) => `(?<!\\d)${bytes.join(between)}(?!\\d)`),
        ...[0, 1, 2].map((shift) => base64Of(bytes, shift)),
      ];
    }),
  ];
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A byte as two hexadecimal digits in capitals or not. */
const hexByte = (byte: number): string =>
  byte.toString(16).padStart(2, "0")
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const BITS = 6;

/**
 * The characters that hold the bytes where so many others stand before them. Those at either end hold
 * bits of the neighbours too: any character that has ours will do.
 */
function base64Of(bytes: readonly number[], shift: number): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const strange = shift * 8 % BITS;
  const groups = ("?".repeat(strange) + bits).match(/.{1,6}/g)!;
  return groups.map((group) => characterWith(group.padEnd(BITS, "?"))).join(LINE_BREAK) + PADDING;
}

/** `01?10?` as a pattern of the characters with such bits. */
function characterWith(bits: string): string {
  const matches = (value: number) =>
    [...value.toString(2).padStart(BITS, "0")].every((bit, at) =>
      bits[at] === "?" || bits[at] === bit
    );
  const characters = [...BASE64].filter((_, value) => matches(value));
  const plain = characters.filter((character) => !(character in BASE64_FORMS)).join("");
  const others = characters.flatMap((character) => BASE64_FORMS[character] ?? []);
  if (others.length === 0) return plain.length === 1 ? plain : `[${plain}]`;
  return `(?:${[...(plain === "" ? [] : [`[${plain}]`]), ...others].join("|")})`;
}
