/** When PostgreSQL was started: at another time, and everything that it had in memory has gone. */
import type { Sql } from "postgres";
import { GauntletError } from "../system/state.ts";

/** The start of the PostgreSQL behind a connection, to a millisecond, in UTC. */
export async function postmasterStart(sql: Sql): Promise<string> {
  // From a view of statistics: what names one is no server's statement, and in no receipt.
  const [row] = await sql`
    SELECT pg_postmaster_start_time() AS at
    FROM pg_stat_database WHERE datname = current_database()`;
  return (row!.at as Date).toISOString();
}

/**
 * Holds what was asked at both ends of a window against each other; `null` where there is none.
 *
 * @throws GauntletError where PostgreSQL was started anew in between
 * @example
 * ```ts
 * import { checkSameStart } from "lab/watch/postmaster.ts";
 * checkSameStart("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
 * ```
 */
export function checkSameStart(opened: string | null, closed: string | null): void {
  if (opened === closed) return;
  throw new GauntletError(
    `PostgreSQL was started anew within the window (at ${closed}, before at ${opened}): sessions and ` +
      `what it had in memory were lost; see its log for why, and measure again`,
  );
}
