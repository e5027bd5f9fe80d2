/** Numbers as sentences have them. */

// Made once: a format of its own for each number costs fifty times as much.
const WITH_SEPARATORS = new Intl.NumberFormat("en", { maximumSignificantDigits: 15 });

/** `1,234`: whole, with separators. */
export function formatCount(value: number): string {
  return WITH_SEPARATORS.format(Math.round(value));
}

/**
 * A number to so many significant digits, thousands apart.
 *
 * @example
 * ```ts
 * import { significant } from "lab/text/format.ts";
 * console.log(significant(1234.5)); // 1,230
 * ```
 */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value === Infinity ? "∞" : String(value);
  return WITH_SEPARATORS.format(Number(value.toPrecision(digits)));
}

/** A share as people say it: `0.0834` is `8.3 %`. More digits would claim too much. */
export function percent(share: number, digits = 2): string {
  return `${significant(share * 100, digits)} %`;
}

/** `2 January 2026`: the day of a moment, in UTC, so that it reads the same everywhere. */
export function day(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
}

/** `1 trial`, `2 trials`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
