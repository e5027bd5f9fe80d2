/** How the numbers of a column are written: so that they line up, and none loses what it says. */

/** Digits that a value keeps at the least; where it would have fewer, each is written by itself. */
const FEWEST_DIGITS = 2;

/** A whole number of at least so much, among fractions, is a count: `39` and not `39.0`. */
const COUNT_FROM = 10;

/**
 * A way to write the values of a column. They share their decimals, so that the largest has so many
 * significant digits; where the smallest would then show next to nothing, each has digits of its own.
 *
 * @param digits significant digits of the largest
 * @example
 * ```ts
 * import { numberWriter } from "lab/notebook/display/digits.ts";
 * const write = numberWriter([39, 1787.28, 0.0123], 3);
 * console.log([39, 1787.28, 0.0123].map(write)); // [ "39", "1,787", "0.0123" ]
 * ```
 */
export function numberWriter(
  values: readonly (number | bigint)[],
  digits: number,
): (value: unknown) => string {
  const present = values.map(Number).filter((value) => Number.isFinite(value) && value !== 0)
    .map(Math.abs);
  if (values.every((value) => Number.isInteger(Number(value)) || !Number.isFinite(Number(value)))) {
    return (value) => fixed(0).format(value as number);
  }
  const shared = decimalsOf(Math.max(...present), digits);
  const fewest = Math.floor(Math.log10(Math.min(...present))) + 1 + shared;
  const isRagged = fewest < FEWEST_DIGITS;
  return (value) => {
    const number = Number(value);
    const whole = Number.isInteger(number) && (Math.abs(number) >= COUNT_FROM || isRagged);
    return fixed(whole ? 0 : isRagged ? decimalsOf(Math.abs(number), digits) : shared).format(
      number,
    );
  };
}

const MOST_DECIMALS = 6;

const decimalsOf = (value: number, digits: number): number =>
  value === 0 || !Number.isFinite(value)
    ? 0
    : Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - Math.floor(Math.log10(value))));

const formats = new Map<number, Intl.NumberFormat>();

/** Made once each: a format costs fifty times as much as what it writes. */
function fixed(decimals: number): Intl.NumberFormat {
  const known = formats.get(decimals);
  if (known) return known;
  const made = new Intl.NumberFormat("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(decimals, made);
  return made;
}
