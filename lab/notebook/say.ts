/** Sentences whose numbers come from the data. */
import { DISPLAY, type Displayable } from "./display.ts";

/**
 * A sentence as the value of a cell, shown as Markdown. Numbers get at most three significant digits
 * where nothing else was asked for.
 *
 * @example
 * ```ts
 * import { say } from "lab/notebook/say.ts";
 * console.log(String(say`It answered ${1234.5} requests a second.`)); // It answered 1,230 requests a second.
 * ```
 */
export function say(
  texts: TemplateStringsArray,
  ...values: (string | number)[]
): Displayable & { toString(): string } {
  const sentence = texts.reduce((text, next, index) => text + shown(values[index - 1]!) + next);
  return {
    toString: () => sentence,
    [DISPLAY]: () => ({ "text/plain": sentence, "text/markdown": sentence }),
  };
}

/** A share as people say it: `0.0834` is `8.3 %`. More digits would claim too much. */
export const percent = (share: number): string => `${significant(share * 100, 2)} %`;

/** A number to so many significant digits, thousands apart. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value === Infinity ? "∞" : String(value);
  const rounded = Number(value.toPrecision(digits));
  return rounded.toLocaleString("en", { maximumSignificantDigits: 15 });
}

const shown = (value: string | number) => typeof value === "number" ? significant(value) : value;
