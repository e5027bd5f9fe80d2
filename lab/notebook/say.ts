/** Sentences whose numbers come from the data. */
import { significant } from "../nouns/format.ts";
import { DISPLAY, type Displayable } from "./display.ts";

export { percent, significant } from "../nouns/format.ts";

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

const shown = (value: string | number) => typeof value === "number" ? significant(value) : value;
