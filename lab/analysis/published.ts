/** The tables that the two articles printed. */
import { type ColumnTable, fromCSV, table } from "arquero";
import { z } from "zod";

const FILE = new URL("../../data/published/articles.csv", import.meta.url);

const requiredNumber = z.string().regex(/^\d+(\.\d+)?$/, "expected a number").transform(Number);
const optionalCount = z.string().regex(/^\d*$/, "expected a whole number or nothing")
  .transform((text) => text === "" ? null : Number(text));

/** A line as it is in the file: all text, so that no type is guessed. */
const Line = z.strictObject({
  source: z.enum(["hackeryarn", "changs"]),
  table: z.enum(["read", "static", "update", "recreation", "best configurations", "same pool"]),
  scenario: z.enum(["read", "static", "update"]),
  server: z.string().min(1),
  driver_and_pool: z.string().min(1),
  workers: requiredNumber,
  threads: optionalCount,
  rps: requiredNumber,
  latency_avg_ms: requiredNumber,
  latency_max_ms: requiredNumber,
  latency_median_ms: requiredNumber,
});

export interface PublishedRow {
  source: z.infer<typeof Line>["source"];
  /** Which table of the article; only rows of one table were measured alike. */
  table: z.infer<typeof Line>["table"];
  scenario: z.infer<typeof Line>["scenario"];
  server: string;
  driverAndPool: string;
  workers: number;
  /** `null` where the article sets none. */
  threads: number | null;
  throughputRps: number;
  latencyMeanMs: number;
  latencyMaxMs: number;
  latencyMedianMs: number;
  /** The lab's variant with the same framework, driver, pool and queries; `null` where none is. */
  counterpart: string | null;
}

/** By driver and framework; a FastAPI that fetches every row is not the lab's. */
const COUNTERPARTS: { server: RegExp; driverAndPool: string; variant: string }[] = [
  { server: /^FastAPI/, driverAndPool: "SQLAlchemy / QueuePool", variant: "fastapi-sqlalchemy" },
  { server: /^Flask/, driverAndPool: "SQLAlchemy / QueuePool", variant: "flask-sqlalchemy" },
  {
    server: /^(Sync Django Pooled|Django \(Pooled\)|Django)$/,
    driverAndPool: "psycopg / psycopg_pool",
    variant: "django-sync-pooled",
  },
];

/** Every figure that the articles printed, as plain rows. */
export function publishedRows(text: string = Deno.readTextFileSync(FILE)): PublishedRow[] {
  return fromCSV(text, { autoType: false }).objects().map((object, index) => {
    // Arquero gives null for an empty field.
    const fields = Object.fromEntries(Object.entries(object).map(([key, v]) => [key, v ?? ""]));
    const parsed = Line.safeParse(fields);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      throw new Error(
        `Reading data/published/articles.csv, line ${index + 2}, column "${path.join(".")}": ` +
          `${message}; restore the file.`,
      );
    }
    const line = parsed.data;
    return {
      source: line.source,
      table: line.table,
      scenario: line.scenario,
      server: line.server,
      driverAndPool: line.driver_and_pool,
      workers: line.workers,
      threads: line.threads,
      throughputRps: line.rps,
      latencyMeanMs: line.latency_avg_ms,
      latencyMaxMs: line.latency_max_ms,
      latencyMedianMs: line.latency_median_ms,
      counterpart: COUNTERPARTS.find(({ server, driverAndPool }) =>
        server.test(line.server) && driverAndPool === line.driver_and_pool
      )?.variant ?? null,
    };
  });
}

/**
 * Every figure that the articles printed, as an arquero table.
 *
 * @example
 * ```ts
 * import { publishedTable } from "lab/analysis/published.ts";
 * const best = publishedTable().filter((d: { table: string }) => d.table === "best configurations");
 * console.log(best.numRows()); // 4
 * ```
 */
export function publishedTable(): ColumnTable {
  const rows = publishedRows();
  const columns = Object.keys(rows[0]!) as (keyof PublishedRow)[];
  return table(columns.map((column) => [column, rows.map((row) => row[column])]));
}

/** Which row of a table: its server, and what tells it from the others of that server. */
export type PublishedPick =
  & Pick<PublishedRow, "server">
  & Partial<Pick<PublishedRow, "workers" | "threads">>;

/** One throughput over another, as an article printed them in one table. */
export const PublishedRatio = z.strictObject({
  source: Line.shape.source,
  table: Line.shape.table,
  ratio: z.number().positive(),
  /** `FastAPI, 1 worker`. */
  over: z.string(),
  under: z.string(),
});
export type PublishedRatio = z.infer<typeof PublishedRatio>;

/**
 * The throughput of one row of an article's table over that of another. Both are of one table, since
 * only those were measured alike.
 *
 * @throws when a pick finds no row, or more than one
 * @example
 * ```ts
 * import { publishedRatio } from "lab/analysis/published.ts";
 * const { ratio } = publishedRatio(
 *   "hackeryarn",
 *   "read",
 *   { server: "Sync Django Pooled", workers: 2 },
 *   { server: "FastAPI", workers: 2 },
 * );
 * console.log(ratio.toFixed(2)); // 4.45
 * ```
 */
export function publishedRatio(
  source: PublishedRow["source"],
  table: PublishedRow["table"],
  over: PublishedPick,
  under: PublishedPick,
): PublishedRatio {
  const rows = publishedRows().filter((row) => row.source === source && row.table === table);
  const [first, second] = [over, under].map((pick) => {
    const found = rows.filter((row) =>
      row.server === pick.server &&
      (pick.workers === undefined || row.workers === pick.workers) &&
      (pick.threads === undefined || row.threads === pick.threads)
    );
    if (found.length === 1) return found[0]!;
    throw new Error(
      `Looking for ${JSON.stringify(pick)} in the table "${table}" of ${source}: ` +
        `${found.length === 0 ? "no row is" : `${found.length} rows are`} like that; ` +
        (rows.length === 0
          ? "it has no such table"
          : `choose among ${rows.map(rowLabel).join("; ")}`),
    );
  });
  return {
    source,
    table,
    ratio: first!.throughputRps / second!.throughputRps,
    over: rowLabel(first!),
    under: rowLabel(second!),
  };
}

function rowLabel({ server, workers, threads }: PublishedRow): string {
  const ofThreads = threads === null ? "" : ` × ${threads} threads`;
  return `${server}, ${workers} ${workers === 1 ? "worker" : "workers"}${ofThreads}`;
}
