/** A value as a cell of a table of text. */

/**
 * A value as a cell of CSV has it (RFC 4180, 2.6 and 2.7); nothing for one that is not there. A text
 * that a spreadsheet would take for a formula begins with an apostrophe there.
 *
 * @example
 * ```ts
 * import { csvCell } from "lab/text/csv.ts";
 * console.log(csvCell('say "hi"'), csvCell(-1), csvCell("=1+1"), csvCell(null)); // "say ""hi""" -1 '=1+1
 * ```
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value)
    ? `'${value}`
    : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
