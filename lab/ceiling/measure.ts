/** The ceiling: what the database gives for the same SQL at the same concurrency with no web server. */
import { GauntletError } from "../system/state.ts";
import type { QuoteDatabase } from "../database/database.ts";
import { Generators } from "../load/generators.ts";
import type { Measurement } from "../run/measure.ts";
import { observe } from "../watch/observe.ts";
import { findPgbench, runPgbench } from "./pgbench.ts";
import type { SqlShape } from "./shapes.ts";

const TIMEOUT_S = 10;

export const CEILING_CLIENTS = ["pgbench", "postgres.js"] as const;
export type CeilingClient = typeof CEILING_CLIENTS[number];

/** What is measured. */
export interface CeilingOrder {
  sql: SqlShape;
  connections: number;
  /** Whole seconds with pgbench, where they are rounded up. 1 unless given. */
  warmUpS?: number;
  /** As above. */
  windowS: number;
  /** The postmaster, where it is the lab's own: its CPU is counted. */
  databasePid?: number | null;
  /** Which client; pgbench where it is installed, unless given. */
  by?: CeilingClient;
  /** Stops the client; the measurement is then an error. */
  signal?: AbortSignal;
}

/**
 * The ceiling in the shape of a trial without a server: `throughputRps` are quotes with their author a
 * second, in one statement or two, `generator…` is the client. What belongs to a server is 0.
 */
export type Ceiling = Measurement & { ceilingClient: CeilingClient };

/**
 * Measures the ceiling of one database. The client has its part of the cores, as a server would: on a
 * small machine a cheaper client has a higher ceiling, so compare those of one client only. On 2 cores
 * and 1,000 rows postgres.js reached 0.95 to 1.0 of pgbench with a join, and 0.55 with two statements.
 *
 * @throws GauntletError when the client fails, or is pgbench and not there
 * @example
 * ```ts
 * import { measureCeiling } from "lab/ceiling/measure.ts";
 * import type { QuoteDatabase } from "lab/database/database.ts";
 * const ofJoin = (database: QuoteDatabase) =>
 *   measureCeiling(database, { sql: "join", connections: 64, windowS: 10 });
 * console.log(ofJoin.length); // 1
 * ```
 */
export async function measureCeiling(
  database: QuoteDatabase,
  { sql, connections, warmUpS = 1, windowS, databasePid = null, by, signal }: CeilingOrder,
): Promise<Ceiling> {
  const program = by === "postgres.js" ? null : await findPgbench();
  if (by === "pgbench" && program === null) {
    throw new GauntletError(
      'Cannot measure the ceiling with pgbench: it is not on PATH; install it, or ask for "postgres.js"',
    );
  }
  const { serverUrl } = database;
  const observed = { serverPid: null, database, databasePid };
  if (program !== null) {
    const seen = await observe(observed, (hooks) =>
      runPgbench({
        ...{ program, databaseUrl: serverUrl, sql, connections },
        warmUpS: Math.ceil(warmUpS),
        windowS: Math.ceil(windowS),
        signal,
      }, hooks));
    return { ...seen, readyS: 0, ceilingClient: "pgbench" };
  }
  await using generators = new Generators({ kind: "queries", sql, connections });
  signal?.addEventListener("abort", () => void generators.stop(), { once: true });
  const seen = await observe(observed, (hooks) =>
    generators.measure(
      { url: serverUrl, timeoutS: TIMEOUT_S, windowS },
      { leastS: warmUpS, mostS: warmUpS },
      hooks,
    ));
  return { ...seen, readyS: 0, ceilingClient: "postgres.js" };
}
