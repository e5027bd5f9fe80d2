/** What others published, as tables and ratios, over all studies in `data/published`. */
import { counted } from "../../text/format.ts";
import { type ColumnTable, table } from "arquero";
import { OWN_SOURCE, type PublishedRatio } from "../../nouns/claim.ts";
import type { Scenario } from "../../nouns/scenario.ts";
import type { PublishedRow } from "./published-rows.ts";
import { readStudies, type Study } from "./study.ts";
import { GauntletError } from "../../nouns/error.ts";

export type { PublishedRatio } from "../../nouns/claim.ts";
export type { PublishedRow } from "./published-rows.ts";

/** Every figure that was printed, as plain rows. */
export function publishedRows(studies: readonly Study[] = readStudies()): PublishedRow[] {
  return studies.flatMap(({ rows }) => rows);
}

/**
 * Every figure that was printed, as an arquero table; choose by `source` and `table`.
 *
 * @example
 * ```ts
 * import { publishedTable } from "lab/analysis/studies/published.ts";
 * const printed = publishedTable().groupby("source", "table").count();
 * console.log(printed.columnNames()); // [ "source", "table", "count" ]
 * ```
 */
export function publishedTable(studies: readonly Study[] = readStudies()): ColumnTable {
  const rows = publishedRows(studies);
  const columns = Object.keys(rows[0] ?? {}) as (keyof PublishedRow)[];
  return table(columns.map((column) => [column, rows.map((row) => row[column])]));
}

/** Which row of a table: its server, and what tells it from the others of that server. */
export type PublishedPick =
  & Pick<PublishedRow, "server">
  & Partial<Pick<PublishedRow, "workers" | "threads">>;

/**
 * The throughput of one row of a published table over that of another. Both are of one table, since
 * only those were measured alike.
 *
 * @throws when a pick finds no row, or more than one, or the two are counted in different ways
 * @example
 * ```ts
 * import { publishedRatio, publishedRows } from "lab/analysis/studies/published.ts";
 * const { source, table, ...pick } = publishedRows()[0]!;
 * console.log(publishedRatio(source, table, pick, pick).ratio); // 1
 * ```
 */
export function publishedRatio(
  source: string,
  table: string,
  over: PublishedPick,
  under: PublishedPick,
  studies: readonly Study[] = readStudies(),
): PublishedRatio {
  const rows = publishedRows(studies).filter((row) => row.source === source && row.table === table);
  const [first, second] = [over, under].map((pick) => {
    const found = rows.filter((row) =>
      row.server === pick.server &&
      (pick.workers === undefined || row.workers === pick.workers) &&
      (pick.threads === undefined || row.threads === pick.threads)
    );
    if (found.length === 1) return found[0]!;
    const { server, workers, threads } = pick;
    throw new GauntletError(
      `Looking for ${JSON.stringify({ server, workers, threads })} in the table "${table}" of ` +
        `${source}: ${found.length === 0 ? "no row is" : `${found.length} rows are`} like that; ` +
        (rows.length === 0
          ? "it has no such table"
          : `choose among ${rows.map(publishedLabel).join("; ")}`),
    );
  });
  const ratio = ratioOf(first!, second!);
  if (ratio === null) {
    throw new GauntletError(
      `Dividing "${first!.server}" by "${second!.server}" in the table "${table}" of ${source}: ` +
        `one has requests a second and the other a ratio; choose two that are counted alike.`,
    );
  }
  return { source, table, ratio, over: publishedLabel(first!), under: publishedLabel(second!) };
}

/** One row's throughput over another's, in what both have; `null` where that is nothing. */
export function ratioOf(over: PublishedRow, under: PublishedRow): number | null {
  if (over.throughputRps !== null && under.throughputRps !== null) {
    return over.throughputRps / under.throughputRps;
  }
  return over.relativeThroughput !== null && under.relativeThroughput !== null
    ? over.relativeThroughput / under.relativeThroughput
    : null;
}

/** The best settings that a study found, where it asked what these scenarios ask. */
export interface PublishedBest {
  rows: PublishedRow[];
  /** The variant that counts as 1. */
  reference: string;
}

/** Of the first study whose best settings are of these scenarios' one endpoint; else `null`. */
export function publishedBest(
  scenarios: readonly Scenario[],
  studies: readonly Study[] = readStudies(),
): PublishedBest | null {
  for (const { best, rows } of studies) {
    if (!best || scenarios.length === 0) continue;
    const alike = scenarios.every(({ workload, endpoint }) =>
      workload === best.workload && endpoint === best.endpoint
    );
    if (!alike) continue;
    return {
      rows: rows.filter(({ source, table }) => source === best.source && table === best.table),
      reference: best.reference,
    };
  }
  return null;
}

/** Sorts sources: as the studies list them, then others by name, the lab's own last. */
export function bySource(studies: readonly Study[] = readStudies()) {
  const listed = studies.flatMap(({ sources }) => sources.map(({ id }) => id));
  const place = (source: string) => {
    if (source === OWN_SOURCE) return listed.length + 1;
    const index = listed.indexOf(source);
    return index < 0 ? listed.length : index;
  };
  return (a: string, b: string): number => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** `Server, 3 workers × 5 threads`. */
export function publishedLabel({ server, workers, threads }: PublishedRow): string {
  if (workers === null) return server;
  const ofThreads = threads === null ? "" : ` × ${threads} threads`;
  return `${server}, ${counted(workers, "worker")}${ofThreads}`;
}
