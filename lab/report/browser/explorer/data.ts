/** The rows that the page carries, unpacked. */
import type { ExplorerCell, ExplorerData, ExplorerTrial } from "../../explorer/data.ts";
import type { Value } from "../../explorer/packed.ts";

/** A trial: its row by the names of columns, what is shown of it alone, and its cell. */
export interface Trial {
  row: Record<string, Value>;
  told: ExplorerTrial;
  cell: ExplorerCell;
}

/** Reads the data of the page. */
export function readData(): { data: ExplorerData; trials: Trial[] } {
  const data: ExplorerData = JSON.parse(document.getElementById("trials")!.textContent!);
  const columns = data.rows.map((column) => {
    if ("all" in column) return () => column.all;
    if ("values" in column) return (at: number) => column.values[at] ?? null;
    return (at: number) => {
      const place = column.at[at] ?? null;
      return place === null ? null : column.texts[place]!;
    };
  });
  const trials = Array.from({ length: data.rowCount }, (_, at): Trial => {
    const told = data.trials[at]!;
    const row = Object.fromEntries(
      data.columns.map(({ name }, column) => [name, columns[column]!(at)]),
    );
    return { row, told, cell: data.cells[told.cell]! };
  });
  return { data, trials };
}

/** A value as a text: `null` is none. */
export const text = (value: Value | undefined): string =>
  value === null || value === undefined ? "" : String(value);

/** A value as a number; `null` where it is none. */
export const number = (value: Value | undefined): number | null =>
  typeof value === "number" ? value : null;

/** The cells of trials, each once, the most throughput first. */
export const cellsOf = (trials: readonly Trial[]): ExplorerCell[] =>
  [...new Set(trials.map(({ cell }) => cell))]
    .sort((a, b) => (b.throughputRps ?? 0) - (a.throughputRps ?? 0));
