/** Rows as a table to be read: numbers of a column share their decimals and line up. */
import { TOOLS_CSS } from "../../figures/frame/tools.ts";
import { counted } from "../../text/format.ts";
import { escaped } from "../../text/html.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import { GauntletError } from "../../nouns/error.ts";
import { numberWriter } from "./digits.ts";
import { headOf } from "./heads.ts";

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
  /** A heading for a column instead of the words of its name: see `headOf`. */
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
  /** What the columns are called in code. */
  names: string[];
  heads: string[];
  numeric: boolean[];
  rows: string[][];
  /** Beside each cell of `rows`, the number that it is; `null`: no number. */
  numbers: (number | null)[][];
  /** Beside each cell of `rows`, where it leads; `null`: nowhere. */
  links: (string | null)[][];
  /** Rows that are not shown. */
  hiddenCount: number;
  /** Those of them that are at hand where a reader asks for them: HTML has them, folded. */
  more: Pick<ReadyTable, "rows" | "numbers" | "links">;
  /** What all rows have in common, where it was left out of a table that is wide. */
  note: string;
}

/**
 * Makes rows, an arquero table or a danfojs frame ready to be written.
 *
 * @throws GauntletError when the value is none of them, or a named column is missing
 * @example
 * ```ts
 * import { tableOf, tableText } from "lab/notebook/display/table.ts";
 * console.log(tableText(tableOf([{ name: "a", meanMs: 1.234 }, { name: "b", meanMs: 12 }])));
 * ```
 */
export function tableOf(source: Tabular, options: TableOptions = {}): ReadyTable {
  const records = recordsOf(source);
  const known = namesOf(source, records);
  const missing = options.columns?.find((name) => !known.includes(name));
  if (missing !== undefined && records.length > 0) {
    throw new GauntletError(
      `Cannot show the column "${missing}": the table has ${known.join(", ")}; choose among them`,
    );
  }
  const { names, note } = options.columns
    ? { names: options.columns, note: "" }
    : told(known, records);
  const shownCount = options.maxRows ?? 30;
  const most = Math.max(shownCount, Math.floor(MOST_CELLS / Math.max(1, names.length)));
  const written = records.slice(0, most);
  const addressed = options.links ?? { rule: "page" };
  const linkOf = (record: Record<string, unknown>, name: string): string | null => {
    const address = addressed[name] === undefined ? null : record[addressed[name]];
    return typeof address === "string" && !isMissing(record[name]) ? address : null;
  };
  const columns = names.map((name) => {
    const values = written.map((record) => record[name]);
    const numeric = isNumeric(values);
    const write = options.format?.[name] ??
      (numeric
        ? numberWriter(
          values.filter((value) => !isMissing(value)) as number[],
          options.digits ?? 3,
        )
        : plain);
    return { numeric, cells: values.map((value) => isMissing(value) ? "–" : write(value)) };
  });
  const part = (from: number, to: number) => {
    const chosen = written.slice(from, to);
    return {
      rows: chosen.map((_, row) => columns.map((column) => column.cells[from + row]!)),
      numbers: chosen.map((record) =>
        names.map((name, at) =>
          columns[at]!.numeric && !isMissing(record[name]) ? Number(record[name]) : null
        )
      ),
      links: chosen.map((record) => names.map((name) => linkOf(record, name))),
    };
  };
  return {
    caption: options.caption ?? "",
    names,
    heads: names.map((name) => options.labels?.[name] ?? headOf(name)),
    numeric: columns.map((column) => column.numeric),
    ...part(0, shownCount),
    hiddenCount: Math.max(0, records.length - shownCount),
    more: part(shownCount, most),
    note,
  };
}

/** Rows that wait folded are no more than so many cells: a page shall stay light. */
const MOST_CELLS = 2_500;

/** A table with more columns than this leaves out those that say the same in all rows. */
const WIDE_COLUMNS = 16;

/** The columns of a wide table that tell rows apart, and a line about the others. */
function told(
  known: string[],
  records: Record<string, unknown>[],
): { names: string[]; note: string } {
  if (known.length <= WIDE_COLUMNS || records.length < 2) return { names: known, note: "" };
  const valuesOf = (name: string) => new Set(records.map((record) => plain(record[name] ?? null)));
  const alike = new Map(
    known.map((name) => [name, valuesOf(name)] as const)
      .filter(([, values]) => values.size === 1)
      .map(([name, [value]]) => [name, value!] as const),
  );
  const said = [...alike].filter(([, value]) => value !== "null" && value !== "")
    .map(([name, value]) => `${headOf(name)} ${value}`);
  const unknown = [...alike].filter(([, value]) => value === "null").length;
  const lines = [
    ...(said.length === 0 ? [] : [`The same in all rows: ${said.join("; ")}.`]),
    ...(unknown === 0 ? [] : [`${counted(unknown, "column")} with nothing in it left out.`]),
  ];
  return { names: known.filter((name) => !alike.has(name)), note: lines.join(" ") };
}

function recordsOf(source: Tabular): Record<string, unknown>[] {
  if (Array.isArray(source)) {
    if (source.some((row) => typeof row !== "object" || row === null)) throw noTable();
    return source as Record<string, unknown>[];
  }
  if (typeof source !== "object" || source === null) throw noTable();
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
  throw noTable();
}

const noTable = () =>
  new GauntletError(
    "Cannot show this as a table: expected rows, an arquero table or a danfojs frame",
  );

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
    table.note,
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
    ...(table.note === "" ? [] : ["", plainMarkdown(table.note)]),
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
.gauntlet-table th[aria-sort]{cursor:pointer}
.gauntlet-table th[aria-sort=ascending]::after{content:" ▲";font-size:.75em}
.gauntlet-table th[aria-sort=descending]::after{content:" ▼";font-size:.75em}
.gauntlet-table p{margin:6px 0 0;font:13px system-ui,sans-serif;opacity:.75}
${TOOLS_CSS}`.trim();

/** A number as it goes into a file: seven digits are more than any was measured with. */
const rawText = (value: number): string => String(Number(value.toPrecision(7)));

/** The table in HTML. With {@link LIVE_SCRIPT} beside it, it sorts, filters, unfolds and is copied. */
export function tableHtml(table: ReadyTable): string {
  // The style attribute stays where a reader's tool takes the style sheet away.
  const sideOf = (column: number) =>
    table.numeric[column] ? ' class="number" style="text-align:right"' : ' style="text-align:left"';
  const head = (text: string, column: number) => {
    const name = table.names[column]!;
    const title = name === text ? "" : ` title="${escaped(name)}"`;
    return `<th scope="col"${title}${sideOf(column)}>${escaped(text)}</th>`;
  };
  const rowsOf = ({ rows, numbers, links }: ReadyTable["more"]) =>
    rows.map((row, at) => {
      const cells = row.map((text, column) => {
        const link = links[at]![column]!;
        const number = numbers[at]![column]!;
        const written = link === null
          ? escaped(text)
          : `<a href="${escaped(link)}">${escaped(text)}</a>`;
        const raw = number === null ? "" : rawText(number);
        const value = raw === "" || raw === text ? "" : ` data-v="${raw}"`;
        return `<td${sideOf(column)}${value}>${written}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    }).join("");
  const more = table.more.rows.length === 0
    ? ""
    : `<tbody class="more" hidden>${rowsOf(table.more)}</tbody>`;
  const hidden = table.hiddenCount > 0 ? `<p class="hidden">${hiddenLine(table)}</p>` : "";
  const note = table.note === "" ? "" : `<p>${escaped(table.note)}</p>`;
  return `<style>${STYLE}</style><div class="gauntlet-table" tabindex="0"><table>` +
    (table.caption ? `<caption>${escaped(table.caption)}</caption>` : "") +
    `<thead><tr>${table.heads.map(head).join("")}</tr></thead>` +
    `<tbody>${rowsOf(table)}</tbody>${more}</table>${hidden}${note}</div>`;
}
