/**
 * How anything is shown in a cell. Every call is awaited, because output that is still on its way when
 * the cell ends may be lost in headless execution; every output carries text beside its rich form.
 */
import { live } from "../../figures/frame/live.ts";
import { cleaned } from "../../text/cleaned.ts";
import { escaped } from "../../text/html.ts";
import { plainMarkdown, withoutHtml } from "../../text/markdown.ts";
import { anything, optionsOf, refuseUnless } from "./taking.ts";
import {
  tableHtml,
  tableMarkdown,
  tableOf,
  type TableOptions,
  tableText,
  type Tabular,
} from "./table.ts";
import { GauntletError } from "../../nouns/error.ts";

/** The key under which Jupyter's kernel looks for a value's own way to be shown. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** One output in several forms; the reader's tool takes the richest that it knows. */
export interface Bundle {
  "text/plain": string;
  "text/html"?: string;
  "text/markdown"?: string;
  "image/svg+xml"?: string;
}

/** A value that knows how to be shown: a figure, or what {@link displayable} makes. */
export interface Displayable {
  [display: symbol]: () => Partial<Bundle> | Promise<Partial<Bundle>>;
}

/** Whether this code runs in a Jupyter kernel; elsewhere the text form is printed. */
export function insideKernel(): boolean {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false; // outside of `deno jupyter`, to ask is already an error
  }
}

/**
 * Shows HTML, or a value that knows how to be shown.
 *
 * @param content HTML, something with `outerHTML`, or a figure
 * @param options `text`: what a reader without HTML gets; default: the HTML's own text
 * @example
 * ```ts
 * import { show } from "lab/notebook/display/display.ts";
 * await show("<p><b>687</b> requests a second</p>", { text: "687 requests a second" });
 * ```
 */
export async function show(
  content: string | { outerHTML: string } | Displayable,
  options: { text?: string } = {},
): Promise<void> {
  await send(await bundleOf(content, options.text));
}

/**
 * Shows Markdown; numbers may be computed into it. HTML in it is shown as it is written: for HTML
 * there is {@link show}, and what comes from data goes through `plainMarkdown`, or into `say`.
 *
 * @example
 * ```ts
 * import { showMarkdown } from "lab/notebook/display/display.ts";
 * await showMarkdown(`The best of **${3 * 5}** cells.`);
 * ```
 */
export async function showMarkdown(text: string): Promise<void> {
  await send({ "text/plain": text, "text/markdown": withoutHtml(text) });
}

/**
 * Shows rows, an arquero table or a danfojs frame as a table with aligned numbers.
 *
 * @example
 * ```ts
 * import { showTable } from "lab/notebook/display/display.ts";
 * await showTable([{ variant: "mine", throughputRps: 687.31 }], { caption: "One cell" });
 * ```
 */
export async function showTable(rows: Tabular, options: TableOptions = {}): Promise<void> {
  await send(tableBundle(rows, options));
}

/**
 * A value that Jupyter shows as a table when it is the last expression of a cell.
 *
 * @example
 * ```ts
 * import { DISPLAY, displayable } from "lab/notebook/display/display.ts";
 * const shown = displayable([{ workers: 1 }, { workers: 2 }]);
 * console.log(Object.keys(await shown[DISPLAY]!())); // text/plain, text/markdown, text/html
 * ```
 */
export function displayable(rows: Tabular, options: TableOptions = {}): Displayable {
  // Made at once: what throws while a value is shown does not fail its cell.
  const bundle = tableBundle(rows, options);
  return { [DISPLAY]: () => bundle };
}

/** An output that can be replaced, from the same cell or a later one. */
export interface UpdatableDisplay {
  update(bundle: Bundle): Promise<void>;
}

/**
 * Shows an output that can be replaced later. Headless execution keeps the last state.
 *
 * @example
 * ```ts
 * import { showUpdatable } from "lab/notebook/display/display.ts";
 * const line = await showUpdatable({ "text/plain": "measuring …" });
 * await line.update({ "text/plain": "measured" });
 * ```
 */
export async function showUpdatable(first: Bundle): Promise<UpdatableDisplay> {
  const displayId = crypto.randomUUID();
  await send(first, { display_id: displayId });
  return { update: (bundle) => send(bundle, { display_id: displayId, update: true }) };
}

/** The text of HTML, for readers without it. */
export function textOf(html: string): string {
  return html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d|\/figcaption|\/title|\/text)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|nbsp|#39|amp);/g, (_, name: string) => ENTITIES[name]!)
    .split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
}

const ENTITIES: Record<string, string> = {
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  "#39": "'",
  amp: "&",
};

const TABLE_TAKES = [
  anything,
  optionsOf<TableOptions>({
    ...{ columns: true, labels: true, format: true, maxRows: true },
    ...{ digits: true, caption: true, links: true },
  }),
];

function tableBundle(rows: Tabular, options: TableOptions): Bundle {
  refuseUnless("showTable(rows, { … }) or displayable(rows, { … })", TABLE_TAKES, [rows, options]);
  if (Array.isArray(rows) && rows.length === 0) {
    const text = [options.caption, "no rows"].filter(Boolean).join(": ");
    const markdown = `*${plainMarkdown(text)}*`;
    return {
      "text/plain": text,
      "text/markdown": markdown,
      "text/html": `<p><i>${escaped(text)}</i></p>`,
    };
  }
  const table = tableOf(rows, options);
  return {
    "text/plain": tableText(table),
    "text/markdown": tableMarkdown(table),
    "text/html": live(tableHtml(table)),
  };
}

async function bundleOf(
  content: string | { outerHTML: string } | Displayable,
  text?: string,
): Promise<Bundle> {
  let given: Partial<Bundle>;
  if (typeof content === "string") given = { "text/html": content };
  else if (DISPLAY in content) given = await (content as Displayable)[DISPLAY]!();
  else if ("outerHTML" in content) given = { "text/html": content.outerHTML as string };
  else {
    throw new GauntletError(
      "Cannot show a value that is neither HTML nor has a display of its own; use showTable() for rows",
    );
  }
  return {
    ...given,
    "text/plain": text ?? given["text/plain"] ?? textOf(given["text/html"] ?? ""),
  };
}

async function send(bundle: Bundle, options: Deno.jupyter.DisplayOptions = {}): Promise<void> {
  if (!insideKernel()) {
    console.log(cleaned(bundle["text/plain"], { lengthMax: Infinity }));
    return;
  }
  await Deno.jupyter.display(bundle, { raw: true, ...options });
}
