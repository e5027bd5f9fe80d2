/** A figure with its interval, by as many digits as the interval lets matter. */
import { percent, significant } from "./format.ts";

/**
 * `0.92×, 0.87 to 0.98`: digits until the ends of the interval differ by some of the last, so that a
 * narrow interval shows more of them than a wide one.
 *
 * @param unit what stands behind the figure: `×`, ` ms`
 * @example
 * ```ts
 * import { intervalWords } from "lab/text/interval.ts";
 * console.log(intervalWords(1.2345, 0.6, 2.1, "×"), intervalWords(1.2345, 1.2301, 1.2388, "×"));
 * // 1.2×, 0.6 to 2.1 1.235×, 1.230 to 1.239
 * ```
 */
export function intervalWords(value: number, low: number, high: number, unit = ""): string {
  const { figure, interval } = intervalParts(value, low, high, unit);
  return interval === "" ? figure : `${figure}, ${interval}`;
}

/** The same, each by itself: `0.92×` and `0.87 to 0.98`; the interval is empty where it has no end. */
export function intervalParts(
  value: number,
  low: number,
  high: number,
  unit = "",
): { figure: string; interval: string } {
  const places = placesOf(value, low, high);
  const [middle, from, to] = [value, low, high].map((each) => shown(each, places));
  const isWide = !Number.isFinite(low) || !Number.isFinite(high);
  return { figure: `${middle}${unit}`, interval: isWide ? "" : `${from} to ${to}` };
}

/**
 * `13 % (11 % to 14 %)`: a share with its interval; `not measured` where something is missing.
 *
 * @example
 * ```ts
 * import { shareWords } from "lab/text/interval.ts";
 * console.log(shareWords({ value: 0.13, low: 0.11, high: 0.14 })); // 13 % (11 % to 14 %)
 * ```
 */
export function shareWords(
  { value, low, high, missing }: { value: number; low: number; high: number; missing?: string },
): string {
  return missing === undefined
    ? `${percent(value)} (${percent(low)} to ${percent(high)})`
    : "not measured";
}

/** Places after the point: one more than the width of the interval has. */
export function placesOf(value: number, low: number, high: number): number {
  const width = high - low;
  if (!Number.isFinite(width) || width <= 0) {
    return Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  }
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width))));
}

const shown = (value: number, places: number): string =>
  Number.isFinite(value)
    ? value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places })
    : significant(value);
