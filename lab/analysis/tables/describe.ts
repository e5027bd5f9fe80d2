/** The `describe()` view of danfojs: count, mean, spread and range of chosen columns. */
import type { ColumnTable } from "arquero";
import { GauntletError } from "../../nouns/error.ts";

export interface Description {
  /** One row a statistic (`count`, `mean`, `std`, `min`, `median`, `max`, `variance`). */
  rows: Record<string, string | number>[];
  /** How many values of each column were no finite number, and were left out. */
  dropped: Record<string, number>;
  /** One sentence about what was left out; empty when nothing was. */
  note: string;
}

/**
 * Describes columns of a table. Empty and NaN values are left out first, and counted: a single NaN
 * would turn every statistic of its column into NaN. A column with nothing left has NaN throughout.
 *
 * danfojs is loaded by the first call, which takes one to three seconds.
 *
 * @throws when the table has no such column
 * @example
 * ```ts
 * import { describe } from "lab/analysis/tables/describe.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { trialsTable } from "lab/analysis/tables/tables.ts";
 * const { rows } = await describe(trialsTable(fixtureRun()), ["throughputRps", "latencyP99Ms"]);
 * console.log(rows.map((row) => row.statistic)); // ["count", "mean", …]
 * ```
 */
export async function describe(
  table: ColumnTable,
  columns: readonly string[],
): Promise<Description> {
  const unknown = columns.filter((column) => !table.columnNames().includes(column));
  if (unknown.length > 0) {
    throw new GauntletError(
      `Describing a table: it has no column "${unknown[0]}"; it has ${
        table.columnNames().join(", ")
      }.`,
    );
  }
  const { Series } = await import("danfojs");
  const dropped: Record<string, number> = {};
  const rows = new Map<string, Record<string, string | number>>(
    STATISTICS.map((statistic) => [statistic, { statistic }]),
  );
  for (const column of columns) {
    const values = Array.from(table.array(column) as Iterable<unknown>);
    const finite = values.filter((value) => Number.isFinite(value)) as number[];
    dropped[column] = values.length - finite.length;
    const described = finite.length > 0 ? new Series(finite).describe() : undefined;
    for (const statistic of STATISTICS) {
      const position = described?.index.indexOf(statistic) ?? -1;
      rows.get(statistic)![column] = described && position >= 0
        ? Number(described.values[position])
        : statistic === "count"
        ? 0
        : NaN;
    }
  }
  const lossy = Object.entries(dropped).filter(([, count]) => count > 0);
  return {
    rows: [...rows.values()],
    dropped,
    note: lossy.length === 0
      ? ""
      : `Left out as no numbers: ${
        lossy.map(([name, count]) => `${count} of ${name}`).join(", ")
      }.`,
  };
}

const STATISTICS = ["count", "mean", "std", "min", "median", "max", "variance"];
