/**
 * The page of each rule: what is seen, why it makes a benchmark lie, how to tell, what to do. A
 * Markdown file a rule in `pages/`; a report has them all on one page of its own.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("pages/", import.meta.url);

/** A link in Markdown that leads to one of them, from wherever it stands, and nowhere else. */
export const RULE_LINK = /\[[a-z0-9-]+\]\((?!\/\/)[\w./%-]*lint\/pages\/[a-z0-9-]+\.md\)/;

/** What explains a rule. */
export interface RulePage {
  /** The rule's id. */
  rule: string;
  /** Its heading, without the mark. */
  title: string;
  /** What stands below it, in Markdown. */
  text: string;
  /** Where the file is. */
  path: string;
}

/**
 * The ids of the rules that have a page, in the order of their names.
 *
 * @example
 * ```ts
 * import { pageIds } from "lab/analysis/lint/pages.ts";
 * console.log(pageIds().includes("missing-limit")); // true
 * ```
 */
export function pageIds(): string[] {
  return Array.from(Deno.readDirSync(FOLDER), ({ name }) => name)
    .filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3)).sort();
}

/**
 * The page of a rule.
 *
 * @throws when there is none
 * @example
 * ```ts
 * import { rulePage } from "lab/analysis/lint/pages.ts";
 * console.log(rulePage("missing-limit").title); // Rows are fetched that nobody is served
 * ```
 */
export function rulePage(rule: string): RulePage {
  const path = fileURLToPath(new URL(`${rule}.md`, FOLDER));
  const found = Deno.readTextFileSync(path).match(/^# (.+)\n+([\s\S]+)$/);
  if (!found) {
    throw new Error(
      `Reading what explains a lint rule: pages/${rule}.md does not begin with "# "; give it a title.`,
    );
  }
  return { rule, title: found[1]!.trim(), text: found[2]!.trim(), path };
}

/**
 * Where the page of a rule is, from the working directory: of a notebook its own folder, so that a
 * link in its output leads there. A report turns it into an address of its own.
 *
 * @example
 * ```ts
 * import { pageOf } from "lab/analysis/lint/pages.ts";
 * console.log(pageOf("missing-limit").endsWith("lint/pages/missing-limit.md")); // true
 * ```
 */
export function pageOf(rule: string, from: string = Deno.cwd()): string {
  const path = relative(from, fileURLToPath(new URL(`${rule}.md`, FOLDER)));
  // Blanks and brackets would end a link of Markdown.
  return encodeURI(path).replaceAll("(", "%28").replaceAll(")", "%29");
}

/** The folder of all pages, from the working directory. */
export function pagesFolder(): string {
  return relative(Deno.cwd(), fileURLToPath(FOLDER));
}
