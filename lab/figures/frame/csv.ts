/** The rows that a figure draws, as CSV. */
import type { CompletedTrial } from "../../nouns/trial.ts";
import { csvCell } from "../../text/csv.ts";

/** A row of a figure's data. */
export type DataRow = Record<string, string | number | null>;

/** Digits that a number keeps: more than any was measured with. */
const DIGITS = 6;

/**
 * Rows as CSV (RFC 4180, but for its line ends) with a line of names; nothing where there is no row.
 *
 * @example
 * ```ts
 * import { csvOf } from "lab/figures/frame/csv.ts";
 * console.log(csvOf([{ cell: "a, b", throughputRps: 1234.56789 }, { cell: "c", throughputRps: null }]));
 * ```
 */
export function csvOf(rows: readonly DataRow[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (values: readonly DataRow[string][]) => values.map(cellText).join(",");
  return rows.length === 0
    ? ""
    : [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? null)))].join("\n") +
      "\n";
}

const cellText = (value: DataRow[string]): string =>
  csvCell(typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value);

/** What tells a trial from the others, for the rows of a figure that draws trials. */
export const trialData = (cell: string, { block, trial }: CompletedTrial): DataRow => ({
  cell,
  block,
  trial,
});
