/** Puts a server under load for one window, as long as the server needs. */
import type { SizedDatabase } from "../database/database.ts";
import type { Target } from "../load/order.ts";
import type { LoadSession } from "../load/tool.ts";
import type { Profile } from "../nouns/experiment.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import type { RunningServer } from "../server/server.ts";
import { GauntletError } from "../system/state.ts";
import type { ServerRole } from "../watch/cpu.ts";
import { overflowsFromNow } from "../watch/network.ts";
import { type Observation, observe } from "./observe.ts";
import { warmUpOf, windowOf } from "./windows.ts";

/** An answer that takes longer counts as a timeout. */
export const TIMEOUT_S = 10;

/** A trial that completed, less what only the trial as a whole knows. */
export type Measurement = Observation & { readyS: number | null; warmUpS: number };

/** What a window is measured of, and what is watched meanwhile. */
export interface Measured {
  server: RunningServer;
  serverRole: ServerRole;
  target: Target;
  /** `null` where the workload has none, or the server has another. */
  database: SizedDatabase | null;
  /** `null` where PostgreSQL is not the lab's own. */
  databasePid: number | null;
  killBackendsEveryS?: number;
}

/**
 * Warms a server up and measures one window.
 *
 * @throws GauntletError when the server or the load ends, or when nothing is answered
 */
export async function measure(
  { server, serverRole, target, ...watched }: Measured,
  profile: Profile,
  session: LoadSession,
): Promise<Measurement> {
  const port = server.pid === null ? null : portOf(server.url);
  // Connections are opened as the warm-up begins.
  const overflows = overflowsFromNow(server.pid ?? "self", port);
  const { warmUpS, settled, latencyMeanMs } = await session.warmUp(target, warmUpOf(profile));
  const plannedWindowS = windowOf(profile, latencyMeanMs);
  const seen = await observe(
    { server: serverRole, port: server.pid === null ? null : portOf(server.url), ...watched },
    (hooks) => session.window(plannedWindowS, hooks),
  );
  checkAnswered(server, seen);
  return {
    ...seen,
    warmUpS,
    plannedWindowS,
    // A tool that saw nothing of the window's course has its warm-up to go by.
    settled: session.settled === undefined ? settled : session.settled,
    readyS: server.readyS,
    ...await overflows(),
  };
}

/** A URL leaves out the port that its scheme has by itself. */
function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
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
