/** Puts a server under load for one window. */
import { GauntletError } from "../system/state.ts";
import type { LoadResult, PlannedTrial, Profile } from "../nouns/types.ts";
import type { QuoteDatabase } from "../database/database.ts";
import type { Generators } from "../load/generators.ts";
import { type Observation, observe } from "../watch/observe.ts";
import { pathOf } from "../nouns/path.ts";
import type { RunningServer } from "../server/server.ts";

/** An answer that takes longer counts as a timeout. */
export const TIMEOUT_S = 10;

/** A trial that completed, less what only the trial as a whole knows. */
export type Measurement = Observation & { readyS: number };

/**
 * Warms a server up and measures one window.
 *
 * @throws GauntletError when the server or a generator ends, or when nothing is answered
 */
export async function measure(
  server: RunningServer,
  { cell }: PlannedTrial,
  profile: Profile,
  database: QuoteDatabase,
  databasePid: number | null,
  generators: Generators,
): Promise<Measurement> {
  const seen = await observe(
    {
      serverPid: server.pid,
      database,
      databasePid,
      killBackendsEveryS: cell.scenario.killBackendsEveryS,
    },
    (hooks) =>
      generators.measure(
        {
          url: server.url + pathOf(cell.scenario),
          timeoutS: TIMEOUT_S,
          idleConnections: cell.scenario.idleConnections,
          windowS: profile.windowS,
        },
        { leastS: profile.warmUpS, mostS: profile.warmUpMaxS ?? profile.warmUpS },
        hooks,
      ),
  );
  checkAnswered(server, seen);
  return { ...seen, readyS: server.readyS };
}

/** Throws when the server ended, or answered nothing, while it was measured. */
export function checkAnswered(server: RunningServer, result: LoadResult): void {
  if (server.hasEnded()) {
    throw new GauntletError(
      `The server ended while it was measured; its log ends:\n${server.logTail()}`,
    );
  }
  if (result.okCount > 0) return;
  const { non2xxCount, errorCount, timeoutCount } = result;
  throw new GauntletError(
    `No request was answered with 2xx: ${non2xxCount} other answers, ${errorCount} errors, ` +
      `${timeoutCount} timeouts; the server's log ends:\n${server.logTail()}`,
  );
}
