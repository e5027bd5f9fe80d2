/** The lines of a study's `tables.csv`, validated: all text first, so that no type is guessed. */
import { fromCSV } from "arquero";
import { z } from "zod";
import type { StudyFile } from "./study-file.ts";

const text = z.string().min(1, "expected a text");
const number = z.string().regex(/^(\d+(\.\d+)?)?$/, "expected a number or nothing")
  .transform((written) => written === "" ? null : Number(written));
const count = z.string().regex(/^\d*$/, "expected a whole number or nothing")
  .transform((written) => written === "" ? null : Number(written));

/** A line as it is in the file. A study leaves out the columns that none of its tables has. */
const Line = z.strictObject({
  source: text,
  table: text,
  scenario: text,
  server: text,
  driver_and_pool: z.string().default(""),
  workers: count.default(null),
  threads: count.default(null),
  rps: number.default(null),
  relative_throughput: number.default(null),
  latency_avg_ms: number.default(null),
  latency_max_ms: number.default(null),
  latency_median_ms: number.default(null),
  latency_p99_ms: number.default(null),
  database_sessions: count.default(null),
}).refine(({ rps, relative_throughput }) => (rps ?? relative_throughput ?? 0) > 0, {
  path: ["rps"],
  message: "expected a throughput above 0, here or as relative_throughput",
});

/** A figure that was printed, with its constants; `null` where it was not. */
export interface PublishedRow {
  source: string;
  /** Which table of the source; only rows of one table were measured alike. */
  table: string;
  scenario: string;
  server: string;
  /** `driver / pool`, the pool `none` where there is none; empty where it is not told. */
  driverAndPool: string;
  workers: number | null;
  threads: number | null;
  throughputRps: number | null;
  /** Over that of a server that the table names: where no requests a second were printed. */
  relativeThroughput: number | null;
  latencyMeanMs: number | null;
  latencyMaxMs: number | null;
  latencyMedianMs: number | null;
  latencyP99Ms: number | null;
  databaseSessionCount: number | null;
  /** The lab's variant with the same framework, driver, pool and queries; `null` where none is. */
  counterpart: string | null;
  /** Who writes its SQL; `null` where it is not told, or none is sent. */
  sqlBy: string | null;
  touchesDatabase: boolean;
  /** Of the source's closed loop. */
  connections: number | null;
  /** How often the row was measured. */
  runs: number | null;
}

/**
 * The rows of a table file.
 *
 * @param place for the message: `data/published/…/tables.csv`
 * @throws when a line has another shape, or names a source or a scenario that the study does not
 */
export function rowsOf(
  csv: string,
  place: string,
  study: StudyFile,
): PublishedRow[] {
  return fromCSV(csv, { autoType: false }).objects().map((object, index) => {
    const wrong = (column: string, message: string) =>
      new Error(
        `Reading ${place}, line ${index + 2}, column "${column}": ${message}; restore the file.`,
      );
    // Arquero gives null for an empty field.
    const fields = Object.fromEntries(Object.entries(object).map(([key, v]) => [key, v ?? ""]));
    const parsed = Line.safeParse(fields);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      throw wrong(path.join("."), message);
    }
    const line = parsed.data;
    const source = study.sources.find(({ id }) => id === line.source);
    if (!source) throw wrong("source", `study.json has no source "${line.source}"`);
    const scenario = study.scenarios[line.scenario];
    if (!scenario) throw wrong("scenario", `study.json has no scenario "${line.scenario}"`);
    const fits = (pattern: string, value: string) => new RegExp(pattern).test(value);
    return {
      source: line.source,
      table: line.table,
      scenario: line.scenario,
      server: line.server,
      driverAndPool: line.driver_and_pool,
      workers: line.workers,
      threads: line.threads,
      throughputRps: line.rps,
      relativeThroughput: line.relative_throughput,
      latencyMeanMs: line.latency_avg_ms,
      latencyMaxMs: line.latency_max_ms,
      latencyMedianMs: line.latency_median_ms,
      latencyP99Ms: line.latency_p99_ms,
      databaseSessionCount: line.database_sessions,
      counterpart: study.counterparts.find(({ server, driverAndPool }) =>
        fits(server, line.server) && fits(driverAndPool, line.driver_and_pool)
      )?.variant ?? null,
      sqlBy: scenario.touchesDatabase
        ? study.sqlBy.find(({ driverAndPool }) =>
          fits(driverAndPool, line.driver_and_pool)
        )?.by ??
          null
        : null,
      touchesDatabase: scenario.touchesDatabase,
      connections: source.connections,
      runs: source.runs,
    };
  });
}
