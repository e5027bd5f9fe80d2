/** Puts a server under load for one window, as long as the server needs. */
import type { SizedDatabase } from "../database/database.ts";
import type { Target } from "../load/order.ts";
import type { LoadSession, WindowHooks } from "../load/tool.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Profile } from "../nouns/experiment.ts";
import type { Load } from "../nouns/load.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { restingMiB } from "../nouns/resting.ts";
import type { RunningServer } from "../server/server.ts";
import { GauntletError } from "../system/state.ts";
import type { WindowLook } from "../watch/look.ts";
import { memoryLook } from "./memorylook.ts";
import { type Observation, observe } from "./observe.ts";
import type { Sampler, Samples } from "./samples.ts";
import { warmUpOf, windowOf } from "./windows.ts";

/** Of a load whose tool saw nothing: one sample in ten seconds. */
const LEAST_KNOWN_RPS = 10;

/** An answer that takes longer counts as a timeout. */
export const TIMEOUT_S = 10;

/** A trial that completed, less what only the trial as a whole knows. */
export type Measurement = Observation & { readyS: number | null; warmUpS: number };

/** What a window is measured of, and what is watched meanwhile. */
export interface Measured {
  server: RunningServer;
  /** Begun before the warm-up, which opens the connections. */
  look: WindowLook & { checkTimes?: (windowS: number) => void };
  cell: Cell;
  target: Target;
  /** Takes answers beside the load; `null` where there is no server to ask. */
  sampler: Sampler | null;
  /** `null` where the workload has none, or the server has another. */
  database: SizedDatabase | null;
  killBackendsEveryS?: number;
  /** Whether this trial looks whether memory goes on growing, which one of a variant does. */
  memory?: { isFirst: () => boolean; runtime: string };
}

/**
 * Warms a server up and measures one window.
 *
 * @throws GauntletError when the server or the load ends, or when nothing is answered
 */
export async function measure(
  { server, look, cell, target, sampler, memory, ...watched }: Measured,
  profile: Profile,
  session: LoadSession,
): Promise<Measurement> {
  const beforeLoadMiB = await look.serverMemoryMiB();
  const { warmUpS, settled, latencyMeanMs } = await session.warmUp(target, warmUpOf(profile));
  const plannedWindowS = windowOf(profile, latencyMeanMs);
  const seen = await observe(
    { look, ...watched },
    (hooks) =>
      sampledBeside(
        sampler,
        rateOf(cell.scenario.load, latencyMeanMs),
        hooks,
        (sampled) => session.window(plannedWindowS, sampled),
      ),
  );
  const later = memory === undefined ? {} : await memoryLook(
    {
      serverPid: server.pid,
      beforeLoadMiB,
      restsMiB: restingMiB(memory.runtime, cell.settings.workers),
      windowS: profile.windowS,
      isFirst: memory.isFirst,
    },
    seen,
    session,
    () => look.serverMemoryMiB(),
  );
  const serverLog = server.logEnd();
  const samples = await samplesAfter(server, sampler, session);
  look.checkTimes?.(seen.durationS);
  checkAnswered(server, seen, samples?.sampledFailure ?? samples?.sampledWrong);
  return {
    ...seen,
    ...later,
    ...samples,
    ...(serverLog === "" ? {} : { serverLog }),
    warmUpS,
    plannedWindowS,
    // A tool that saw nothing of the window's course has its warm-up to go by.
    settled: session.settled === undefined ? settled : session.settled,
    readyS: server.readyS,
    ...await look.overflows(),
  };
}

/** What a load gets of its server; where its tool saw no latency, samples are as rare as can be. */
function rateOf(load: Load, latencyMeanMs: number | undefined): number {
  if (load.kind === "open") return load.rateRps;
  return latencyMeanMs === undefined || latencyMeanMs === 0
    ? LEAST_KNOWN_RPS
    : load.connections * 1000 / latencyMeanMs;
}

/** A window with samples between its ends: none is under way when what was seen is read. */
async function sampledBeside(
  sampler: Sampler | null,
  loadRps: number,
  { onOpened, onClosed }: WindowHooks,
  window: (hooks: WindowHooks) => Promise<LoadResult>,
): Promise<LoadResult> {
  let stop = () => Promise.resolve();
  const hooks: WindowHooks = {
    onOpened: async (pids) => {
      await onOpened(pids);
      if (sampler !== null) stop = sampler.beside(loadRps);
    },
    onClosed: async (pids) => {
      const stopped = stop();
      await onClosed(pids);
      await stopped;
    },
  };
  const { keptAnswers = [], ...result } = await window(hooks).finally(() => stop());
  await sampler?.ofLoad(keptAnswers);
  return result;
}

/** Many samples of a server that rests, now that its load has ended; then all of them are checked. */
async function samplesAfter(
  server: RunningServer,
  sampler: Sampler | null,
  session: LoadSession,
): Promise<Samples | null> {
  if (sampler === null) return null;
  await session.stop();
  if (!server.hasEnded()) await sampler.afterwards();
  return await sampler.checked();
}

/** Throws when the server ended, or answered nothing, while it was measured. */
export function checkAnswered(
  server: RunningServer,
  result: LoadResult,
  sampled?: string,
): void {
  if (server.hasEnded()) {
    throw new GauntletError(
      `The server ended while it was measured; its log ends:\n${server.logTail()}`,
    );
  }
  if (result.okCount > 0) return;
  const { non2xxCount, errorCount, timeoutCount } = result;
  throw new GauntletError(
    `No request was answered with 2xx: ${non2xxCount} other answers, ${errorCount} errors, ` +
      `${timeoutCount} timeouts; ` +
      (sampled === undefined ? "" : `one that was looked at: ${sampled}; `) +
      `the server's log ends:\n${server.logTail()}`,
  );
}
