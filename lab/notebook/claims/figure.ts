/** A claim's figures as every page writes them: by as many digits as their interval lets matter. */
import type { Claim } from "../../nouns/claim.ts";
import { significant } from "../../text/format.ts";
import { intervalParts } from "../../text/interval.ts";

/** What stands behind a figure of that unit; `null`: a ratio. */
const signOf = (unit: string | null): string =>
  unit === null || unit === "×" ? "×" : unit === "" ? "" : ` ${unit}`;

/** `4.45×`: a ratio that was published, or that has no interval. */
export const ratioText = (ratio: number): string => `${significant(ratio)}×`;

/**
 * What was measured and its interval, each in words.
 *
 * @returns `{ figure: "0.250×", interval: "0.228 to 0.274" }`; the interval is empty where there is none
 * @example
 * ```ts
 * import { figuresOf } from "lab/notebook/claims/figure.ts";
 * console.log(figuresOf({ value: 93.14, low: 90, high: 97, unit: "ms" }).figure); // 93.1 ms
 * ```
 */
export function figuresOf(
  { value, low, high, unit }: Pick<Claim, "value" | "low" | "high"> & { unit: string | null },
): { figure: string; interval: string } {
  if (value === null) return { figure: "not measured", interval: "" };
  const sign = signOf(unit);
  if (low === null || high === null) return { figure: significant(value) + sign, interval: "" };
  return intervalParts(value, low, high, sign);
}

/** `4.12× (3.91 to 4.33)`, or `not measured`. */
export function figureText(of: Parameters<typeof figuresOf>[0]): string {
  const { figure, interval } = figuresOf(of);
  return interval === "" ? figure : `${figure} (${interval})`;
}
