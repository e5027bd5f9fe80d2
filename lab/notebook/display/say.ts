/** Sentences whose numbers come from the data. */
import { GauntletError } from "../../nouns/error.ts";
import { significant } from "../../text/format.ts";
import { inertMarkdown, withoutHtml } from "../../text/markdown.ts";
import { RULE_LINK } from "../../analysis/lint/mod.ts";
import { DISPLAY, type Displayable } from "./display.ts";

export { percent, significant } from "../../text/format.ts";

/**
 * A sentence as the value of a cell, shown as Markdown. Numbers get at most three significant digits
 * where nothing else was asked for. What is a text may have emphasis and lists, and neither HTML nor
 * links (but to what explains a lint rule) nor pictures: names and reasons are the data's, and data is
 * no Markdown.
 *
 * @example
 * ```ts
 * import { say } from "lab/notebook/display/say.ts";
 * console.log(String(say`It answered ${1234.5} requests a second.`)); // It answered 1,230 requests a second.
 * ```
 */
export function say(
  texts: TemplateStringsArray,
  ...values: (string | number)[]
): Displayable & { toString(): string } {
  if (!Array.isArray(texts)) {
    throw new GauntletError(
      "Cannot say what is in brackets: say is written before a text in backticks, without them; " +
        "write say`It answered ${number} requests`",
    );
  }
  const words = values.map((value) => typeof value === "number" ? significant(value) : value);
  const sentence = put(texts, words);
  const markdown = withoutHtml(put(texts, words.map((word) => inertMarkdown(word, RULE_LINK))));
  return {
    toString: () => sentence,
    [DISPLAY]: () => ({ "text/plain": sentence, "text/markdown": markdown }),
  };
}

const put = (texts: TemplateStringsArray, words: readonly string[]): string =>
  texts.reduce((text, next, index) => text + words[index - 1] + next);
