/** Rows as a table to be read: numbers of a column share their decimals and line up. */
import { escaped } from "../text/html.ts";
import { plainMarkdown } from "../text/markdown.ts";
import { GauntletError } from "../nouns/error.ts";

/** The little of an arquero table that is used here. */
interface ArqueroTable {
  columnNames(): string[];
  objects(): object[];
}

/** The little of a danfojs frame that is used here. */
interface Frame {
  columns: string[];
  index: (string | number)[];
  values: unknown;
}

/** What can be shown as a table. */
export type Tabular = readonly object[] | ArqueroTable | Frame;

/** How a table is shown. */
export interface TableOptions {
  /** The columns to show, in order. Default: all. */
  columns?: string[];
  /** A heading for a column instead of its name. */
  labels?: Record<string, string>;
  /** A way to write the values of a column. */
  format?: Record<string, (value: unknown) => string>;
  /** Rows shown at most; the rest is counted below. Default: 30. */
  maxRows?: number;
  /** Significant digits of a column's largest number. Default: 3. */
  digits?: number;
  /** What the table says, above it. */
  caption?: string;
  /**
   * Columns that link, with the column that holds each one's address. Default: a lint rule's own,
   * `{ rule: "page" }`, where rows have both.
   */
  links?: Record<string, string>;
}

/** A table ready to be written: all text, with the columns that hold numbers marked. */
export interface ReadyTable {
  caption: string;
  heads: string[];
  numeric: boolean[];
  rows: string[][];
  /** Beside each cell of `rows`, where it leads; `null`: nowhere. */
  links: (string | null)[][];
  /** Rows that are not shown. */
  hiddenCount: number;
}

/**
 * Makes rows, an arquero table or a danfojs frame ready to be written.
 *
 * @throws GauntletError when the value is none of them, or a named column is missing
 * @example
 * ```ts
 * import { tableOf, tableText } from "lab/notebook/table.ts";
 * console.log(tableText(tableOf([{ name: "a", meanMs: 1.234 }, { name: "b", meanMs: 12 }])));
 * ```
 */
export function tableOf(source: Tabular, options: TableOptions = {}): ReadyTable {
  const records = recordsOf(source);
  const known = namesOf(source, records);
  const names = options.columns ?? known;
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined && records.length > 0) {
    throw new GauntletError(
      `Cannot show the column "${missing}": the table has ${known.join(", ")}; choose among them`,
    );
  }
  const shown = records.slice(0, options.maxRows ?? 30);
  const addressed = options.links ?? { rule: "page" };
  const linkOf = (record: Record<string, unknown>, name: string): string | null => {
    const address = addressed[name] === undefined ? null : record[addressed[name]];
    return typeof address === "string" && !isMissing(record[name]) ? address : null;
  };
  const columns = names.map((name) => {
    const values = shown.map((record) => record[name]);
    const numeric = isNumeric(values);
    const write = options.format?.[name] ??
      (numeric ? numberWriter(values as number[], options.digits ?? 3) : plain);
    return { numeric, cells: values.map((value) => isMissing(value) ? "–" : write(value)) };
  });
  return {
    caption: options.caption ?? "",
    heads: names.map((name) => options.labels?.[name] ?? name),
    numeric: columns.map((column) => column.numeric),
    rows: shown.map((_, row) => columns.map((column) => column.cells[row]!)),
    links: shown.map((record) => names.map((name) => linkOf(record, name))),
    hiddenCount: records.length - shown.length,
  };
}

function recordsOf(source: Tabular): Record<string, unknown>[] {
  if (Array.isArray(source)) return source as Record<string, unknown>[];
  if ("objects" in source && typeof source.objects === "function") {
    return source.objects() as Record<string, unknown>[];
  }
  if (isFrame(source)) {
    const values = source.values as unknown[];
    return values.map((row, at) => ({
      ...(isCounted(source) ? {} : { "": source.index[at] }),
      ...Object.fromEntries(
        source.columns.map((name, column) => [name, Array.isArray(row) ? row[column] : row]),
      ),
    }));
  }
  throw new GauntletError(
    "Cannot show this as a table: expected rows, an arquero table or a danfojs frame",
  );
}

function namesOf(source: Tabular, records: Record<string, unknown>[]): string[] {
  if ("columnNames" in source && typeof source.columnNames === "function") {
    return source.columnNames();
  }
  if (isFrame(source)) return [...(isCounted(source) ? [] : [""]), ...source.columns];
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function isFrame(source: Tabular): source is Frame {
  return "values" in source && "index" in source && "columns" in source;
}

/** Whether a frame's index only counts its rows, and so says nothing. */
function isCounted(frame: Frame): boolean {
  return frame.index.every((value, at) => Number(value) === at);
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value);

function isNumeric(values: unknown[]): boolean {
  const present = values.filter((value) => !isMissing(value));
  return present.length > 0 &&
    present.every((value) => typeof value === "number" || typeof value === "bigint");
}

function numberWriter(values: (number | bigint)[], digits: number): (value: unknown) => string {
  const present = values.filter((value) => !isMissing(value)).map(Number).filter(Number.isFinite);
  const largest = Math.max(...present.map(Math.abs), 0);
  const decimals = present.every(Number.isInteger) || largest === 0
    ? 0
    : Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
  const format = new Intl.NumberFormat("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => format.format(value as number);
}

function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

const hiddenLine = (table: ReadyTable): string =>
  table.hiddenCount === 0
    ? ""
    : `… and ${table.hiddenCount} more ${table.hiddenCount === 1 ? "row" : "rows"}`;

/** Where cells lead, for a reader whose text has no links. */
const linkLines = ({ rows, links }: ReadyTable): string[] => [
  ...new Set(rows.flatMap((row, at) =>
    row.flatMap((cell, column) => {
      const link = links[at]![column]!;
      return link === null ? [] : [`${cell}: ${link}`];
    })
  )),
];

/** The table in columns of text. */
export function tableText(table: ReadyTable): string {
  const widths = table.heads.map((head, column) =>
    Math.max(head.length, ...table.rows.map((row) => row[column]!.length))
  );
  const line = (cells: string[]) =>
    cells.map((cell, column) =>
      table.numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
    ).join("  ").trimEnd();
  return [
    table.caption,
    line(table.heads),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...table.rows.map(line),
    hiddenLine(table),
    ...linkLines(table),
  ].filter((text) => text !== "").join("\n");
}

/** What a comparison or a claim comes to: it stands out from its row. */
const VERDICT = /^(holds|fails|undecided|different|equivalent)$/;

/** The table in Markdown. */
export function tableMarkdown(table: ReadyTable): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const written = (cell: string) => VERDICT.test(cell) ? `**${cell}**` : plainMarkdown(cell);
  const linked = (cell: string, link: string | null) =>
    link === null ? written(cell) : `[${written(cell)}](${link})`;
  return [
    ...(table.caption ? [`**${plainMarkdown(table.caption)}**`, ""] : []),
    line(table.heads.map(plainMarkdown)),
    line(table.numeric.map((numeric) => numeric ? "---:" : "---")),
    ...table.rows.map((row, at) =>
      line(row.map((cell, column) => linked(cell, table.links[at]![column]!)))
    ),
    ...(table.hiddenCount > 0 ? ["", hiddenLine(table)] : []),
  ].join("\n");
}

/** Colours are the reader's own, so that the table fits light and dark. */
const STYLE = `
.gauntlet-table{overflow-x:auto;margin:1em 0}
.gauntlet-table table{border-collapse:collapse;font:13.5px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums;margin:0;border:0;color:inherit}
.gauntlet-table caption{caption-side:top;text-align:left;font-weight:600;padding:0 0 6px;color:inherit}
.gauntlet-table th,.gauntlet-table td{padding:4px 12px 4px 0;text-align:left;vertical-align:top;white-space:nowrap;border:0;border-bottom:1px solid rgb(128 128 128/.25);background:none;max-width:44em;overflow:hidden;text-overflow:ellipsis}
.gauntlet-table th{font-weight:600;white-space:normal;vertical-align:bottom;border-bottom-color:rgb(128 128 128/.7)}
.gauntlet-table .number{text-align:right}
.gauntlet-table p{margin:6px 0 0;font:13px system-ui,sans-serif;opacity:.75}`.trim();

/** The table in HTML. */
export function tableHtml(table: ReadyTable): string {
  const cell =
    (tag: "th" | "td", links: (string | null)[] = []) => (text: string, column: number) => {
      const link = links[column] ?? null;
      const written = link === null
        ? escaped(text)
        : `<a href="${escaped(link)}">${escaped(text)}</a>`;
      const scope = tag === "th" ? ' scope="col"' : "";
      // The style attribute stays where a reader's tool takes the style sheet away.
      const side = table.numeric[column]
        ? ' class="number" style="text-align:right"'
        : ' style="text-align:left"';
      return `<${tag}${scope}${side}>${written}</${tag}>`;
    };
  return `<style>${STYLE}</style><div class="gauntlet-table" tabindex="0"><table>` +
    (table.caption ? `<caption>${escaped(table.caption)}</caption>` : "") +
    `<thead><tr>${table.heads.map(cell("th")).join("")}</tr></thead>` +
    `<tbody>${
      table.rows.map((row, at) => `<tr>${row.map(cell("td", table.links[at])).join("")}</tr>`).join(
        "",
      )
    }</tbody>` +
    `</table>${table.hiddenCount > 0 ? `<p>${hiddenLine(table)}</p>` : ""}</div>`;
}
