/** A rule for threads and processes: what a request is made of decides how many it takes. */
import { median } from "simple-statistics";
import { keyOf } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { callsServices, type WithFacts } from "../tables/facts.ts";
import { type ThroughputLimit, throughputLimit } from "./limit.ts";
import { NothingToShow } from "../../nouns/error.ts";

/** What a request is made of, as the rule sees it. */
export interface RequestWork {
  /**
   * How long a request holds its thread beyond the wait that was asked for, in ms; `null` where there
   * are no threads to hold.
   */
  holdBeyondWaitMs: number | null;
  /**
   * CPU of a request in ms: server, database and generator, and where it calls a service all else on
   * the machine too, since that service is among it. `null` where the server's is not known.
   */
  cpuMsPerRequest: number | null;
  /** The server's own part of it. */
  serverCpuMsPerRequest: number | null;
}

export interface WaitOptions {
  /** How long a request of a cell waits for something beside the machine's cores. Default: 0 ms. */
  waitMs?: (cell: Cell) => number;
}

/** The same variant, endpoint and size: what the rule takes for the same work, whatever the wait. */
export const workNameOf = ({ variant, scenario: { workload, endpoint, size } }: Cell): string =>
  keyOf([variant, workload, endpoint, size]);

/** Nothing takes less; a hold of nothing would need no thread. */
const SHORTEST_HOLD_MS = 0.01;

/**
 * Reads the work of a request off trials of one variant and endpoint of a run, at least one of them.
 *
 * The hold comes from the cell with the fewest requests at once, where threads are all that limits:
 * N ÷ throughput, by Little's law, less the wait. The CPU comes from the cell with the most at once,
 * where the machine is busy. Nothing is tuned to make the throughput come out.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { completedTrials } from "lab/analysis/tables/cells.ts";
 * import { fitWork } from "lab/analysis/models/rule.ts";
 * const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 1, 1)] });
 * console.log(fitWork(run, completedTrials(run)).cpuMsPerRequest! > 0); // true
 * ```
 */
export function fitWork(
  run: WithFacts,
  trials: readonly CompletedTrial[],
  { waitMs = () => 0 }: WaitOptions = {},
): RequestWork {
  const answered = trials.filter(({ outcome }) => outcome.okCount > 0);
  if (answered.length === 0) {
    throw new NothingToShow(
      "Fitting a rule for threads: no trial has answers; give cells that have.",
    );
  }
  const sizes = answered.map(({ cell }) => atOnceOf(cell) ?? Infinity);
  const few = answered.filter((_, i) => sizes[i] === Math.min(...sizes));
  const many = answered.filter((_, i) => sizes[i] === Math.max(...sizes));
  const calls = many.some(({ cell }) => callsServices(run, cell.scenario));
  const perRequest = (seconds: (outcome: CompletedTrial["outcome"]) => number | null) => {
    const known = many.flatMap(({ outcome }) => {
      const value = seconds(outcome);
      return value === null ? [] : [value / outcome.okCount * 1000];
    });
    return known.length === 0 ? null : median(known);
  };
  return {
    holdBeyondWaitMs: few[0]!.cell.settings.threads === null ? null : Math.max(
      SHORTEST_HOLD_MS,
      median(
        few.map(({ cell, outcome }) =>
          atOnceOf(cell)! / outcome.throughputRps * 1000 - waitMs(cell)
        ),
      ),
    ),
    cpuMsPerRequest: perRequest((o) =>
      o.serverCpuS === null ? null : o.serverCpuS + o.generatorCpuS + (o.databaseCpuS ?? 0) +
        (calls ? Math.max(0, o.otherCpuS - (o.probeCpuS ?? 0)) : 0)
    ),
    serverCpuMsPerRequest: perRequest((o) => o.serverCpuS),
  };
}

/** Requests at once: workers × threads; without threads, as many as there are connections. */
function atOnceOf({ settings: { workers, threads }, scenario: { load } }: Cell): number | null {
  if (workers === null) return null;
  return threads === null ? load.connections : Math.min(workers * threads, load.connections);
}

/**
 * What the rule says that a cell gives: min(N ÷ W, workers ÷ server's D, cores ÷ D).
 *
 * @example
 * ```ts
 * import { fixtureCell } from "lab/analysis/fixtures/runs.ts";
 * import { predictThroughput } from "lab/analysis/models/rule.ts";
 * const work = { holdBeyondWaitMs: 5, cpuMsPerRequest: 3, serverCpuMsPerRequest: 2 };
 * const cell = fixtureCell("gamma-sync", 1, 2);
 * console.log(predictThroughput(work, cell, 2).limitRps); // 400
 * ```
 */
export function predictThroughput(
  work: RequestWork,
  cell: Cell,
  coreCount: number,
  { waitMs = () => 0 }: WaitOptions = {},
): ThroughputLimit {
  const { holdBeyondWaitMs } = work;
  return throughputLimit({
    // An event loop holds no thread while a request waits.
    ...(holdBeyondWaitMs === null
      ? { atOnce: Infinity, holdMs: SHORTEST_HOLD_MS }
      : { atOnce: atOnceOf(cell), holdMs: waitMs(cell) + holdBeyondWaitMs }),
    coreCount,
    cpuMsPerRequest: work.cpuMsPerRequest,
    serverCpuMsPerRequest: work.serverCpuMsPerRequest,
    workers: cell.settings.workers,
  });
}

export interface ThreadsNeeded {
  waitMs: number;
  /** W: wait and hold together; `null` without threads to hold. */
  holdMs: number | null;
  /** What the cores can do; `null` where the CPU of a request is not known. */
  coresRps: number | null;
  /** cores ÷ D × W, rounded up: fewer waste cores, more only wait. `null` without threads, or D. */
  threadCount: number | null;
  /** Processes that let one core each do the server's part of it; `null` where that is not known. */
  workerCount: number | null;
}

/**
 * The rule turned round: the threads and processes that keep the cores busy.
 *
 * @example
 * ```ts
 * import { threadsNeeded } from "lab/analysis/models/rule.ts";
 * const work = { holdBeyondWaitMs: 5, cpuMsPerRequest: 2.5, serverCpuMsPerRequest: 2 };
 * console.log(threadsNeeded(work, 100, 2).threadCount); // 84
 * ```
 */
export function threadsNeeded(work: RequestWork, waitMs: number, coreCount: number): ThreadsNeeded {
  const holdMs = work.holdBeyondWaitMs === null ? null : waitMs + work.holdBeyondWaitMs;
  const { cpuMsPerRequest, serverCpuMsPerRequest } = work;
  if (cpuMsPerRequest === null || serverCpuMsPerRequest === null) {
    return { waitMs, holdMs, coresRps: null, threadCount: null, workerCount: null };
  }
  const coresPerMs = coreCount / cpuMsPerRequest;
  return {
    waitMs,
    holdMs,
    coresRps: coresPerMs * 1000,
    threadCount: holdMs === null ? null : Math.ceil(coresPerMs * holdMs),
    workerCount: Math.ceil(coresPerMs * serverCpuMsPerRequest),
  };
}
