/**
 * Where text becomes Markdown. Markdown passes HTML on as it is, so that a text of others could bring
 * a script into a page: of the three ways to write one here, none lets a tag through.
 */
import { oneLine } from "./cleaned.ts";

/** Text made safe for Markdown: nothing in it is taken for a mark, a tag or, on GitHub, for a formula. */
export function plainMarkdown(text: string): string {
  return oneLine(text, { lengthMax: Infinity }).replace(/[\\`*_{}\[\]<>&|~$#]/g, "\\$&");
}

/**
 * Text that may have emphasis, code and lines of a list, and nothing that reaches out of it: no tag,
 * no link and no picture. For sentences that are put together from data and words of ours.
 *
 * @param links those that stay: of a form that leads nowhere but into the lab; no groups that capture
 * @example
 * ```ts
 * import { inertMarkdown } from "lab/text/markdown.ts";
 * console.log(inertMarkdown("**more** <img src=x> ![](http://x)")); // **more** &lt;img src=x> !&#91;](http://x)
 * ```
 */
export function inertMarkdown(text: string, links?: RegExp): string {
  if (links === undefined) return unlessEscaped(text, /[<&[]/, (mark) => ENTITIES[mark]!);
  return text.split(new RegExp(`(${links.source})`))
    .map((part, index) => index % 2 === 1 ? part : inertMarkdown(part)).join("");
}

/**
 * Markdown without HTML: what begins a tag, a comment or an address in angle brackets is shown as it
 * is written. Markdown that a notebook wrote keeps its links.
 *
 * @param allowed tags that stay, exactly as they are written here
 */
export function withoutHtml(markdown: string, allowed: readonly string[] = []): string {
  return unlessEscaped(
    markdown,
    /<(?=[a-zA-Z/!?])/,
    (mark, at) => allowed.some((tag) => markdown.startsWith(tag, at)) ? mark : ENTITIES[mark]!,
  );
}

const ENTITIES: Record<string, string> = { "<": "&lt;", "&": "&amp;", "[": "&#91;" };

/** Replaces marks but for those behind an odd number of backslashes, which are none any more. */
function unlessEscaped(
  text: string,
  mark: RegExp,
  replacement: (mark: string, at: number) => string,
): string {
  return text.replace(
    new RegExp(`\\\\[^]|${mark.source}`, "g"),
    (found, at: number) => found.startsWith("\\") ? found : replacement(found, at),
  );
}
