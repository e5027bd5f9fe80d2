/** How much a configuration can give at most, and what stops it. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { ceilingOf } from "../tables/ceiling.ts";
import { cellLabel, cellSize, trialsOf } from "../tables/cells.ts";
import { formatCount } from "../../text/format.ts";
import { GauntletError } from "../../nouns/error.ts";

/** What binds: requests in progress at once, CPU of all cores, one core a worker, the database. */
export type Bound = "concurrency" | "cpu" | "workers" | "ceiling";

/** What is known; `null` where it is not: then the bound that needs it is not known either. */
export interface LimitInput {
  /** N: requests that can be in progress at once; Infinity where nothing limits them. */
  atOnce: number | null;
  /** W: how long a request holds its place, in ms, without waiting for one. */
  holdMs: number | null;
  coreCount: number;
  /** D: CPU time of a request in ms, of every role that shares these cores. */
  cpuMsPerRequest: number | null;
  /** The server's own part of D, where a worker cannot use more than one core. */
  serverCpuMsPerRequest?: number | null;
  workers?: number | null;
  /** What the database gives with no web server. */
  ceilingRps?: number;
}

export interface ThroughputLimit {
  /** The least of those below; `null` where none is known. */
  limitRps: number | null;
  boundBy: Bound | null;
  /** N ÷ W, cores ÷ D, workers ÷ server's D, and the ceiling; null where it is not known. */
  limitsRps: Record<Bound, number | null>;
}

/**
 * The throughput that a closed system cannot exceed: min(N ÷ W, cores ÷ D, ceiling), the asymptotic
 * bounds of operational analysis (Denning and Buzen 1978; Lazowska et al. 1984, chapter 5), and,
 * where an interpreter lets a worker use one core only, workers ÷ server CPU. It is a bound, not a
 * forecast: queues keep a system below it, most near the knee where two bounds meet.
 *
 * @throws when N, W, cores or D is known and not above zero
 * @example
 * ```ts
 * import { throughputLimit } from "lab/analysis/models/limit.ts";
 * // 16 threads that each wait 100 ms for an upstream, 1 ms of CPU a request, 2 cores:
 * const { limitRps, boundBy } = throughputLimit({
 *   atOnce: 16,
 *   holdMs: 100,
 *   coreCount: 2,
 *   cpuMsPerRequest: 1,
 * });
 * console.log(limitRps, boundBy); // 160 "concurrency"
 * ```
 */
export function throughputLimit(input: LimitInput): ThroughputLimit {
  const { atOnce, holdMs, coreCount, cpuMsPerRequest, ceilingRps } = input;
  for (const [name, value] of Object.entries({ atOnce, holdMs, coreCount, cpuMsPerRequest })) {
    if (value !== null && !(value > 0)) {
      throw new GauntletError(`Bounding throughput: ${name} is ${value}; give a number above 0.`);
    }
  }
  const { workers, serverCpuMsPerRequest } = input;
  const limitsRps: Record<Bound, number | null> = {
    concurrency: atOnce === null || holdMs === null ? null : atOnce / holdMs * 1000,
    cpu: cpuMsPerRequest === null ? null : coreCount / cpuMsPerRequest * 1000,
    workers: workers && serverCpuMsPerRequest ? workers / serverCpuMsPerRequest * 1000 : null,
    ceiling: ceilingRps ?? null,
  };
  const known = Object.entries(limitsRps).filter(([, rps]) => rps !== null && rps < Infinity) as [
    Bound,
    number,
  ][];
  if (known.length === 0) return { limitRps: null, boundBy: null, limitsRps };
  const [boundBy, limitRps] = known.reduce((least, next) => next[1] < least[1] ? next : least);
  return { limitRps, boundBy, limitsRps };
}

export interface CellLimit extends ThroughputLimit {
  cell: Cell;
  label: string;
  /** Median over trials. */
  throughputRps: number;
  /**
   * Throughput ÷ limit. Above 1 the parts are not what they seem: see the CPU of the trials. `null`
   * where no limit is known.
   */
  reachedShare: number | null;
  sentence: string;
}

export interface CellLimitOptions {
  /** Default: what the run's own ceiling cells gave (`ceilingOf`). */
  ceilingRps?: number;
  /**
   * How long a request holds a thread, or a connection of the pool where there are no threads.
   * Default: CPU of the server and execution in the database, which is the least that it can be.
   */
  holdMs?: number;
}

/**
 * The limit of a measured cell, from its trials: D is the CPU of server, database and generator,
 * which share the machine; N is workers × threads, or workers × poolMax for one event loop a worker.
 * Since W leaves out all waiting, N ÷ W is generous. Of a server that the lab did not start N and D
 * may be unknown, and with them most bounds.
 *
 * @throws when the run has no completed trial of the cell with answers
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { limitOf } from "lab/analysis/models/limit.ts";
 * const run = fixtureRun();
 * console.log(limitOf(run, cellsOf(run)[0]!).sentence);
 * ```
 */
export function limitOf(run: Run, cell: Cell, options: CellLimitOptions = {}): CellLimit {
  const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.okCount > 0);
  const label = cellLabel(cell);
  if (trials.length === 0) {
    throw new GauntletError(
      `Bounding the throughput of ${label} in run ${run.runId}: it has no completed trial with ` +
        `answers; choose among cellsOf(run).`,
    );
  }
  const perRequest = (of: (outcome: typeof trials[0]["outcome"]) => number | null) => {
    const known = trials.flatMap(({ outcome }) => {
      const value = of(outcome);
      return value === null ? [] : [value / outcome.okCount];
    });
    return known.length === 0 ? null : median(known);
  };
  const serverMs = perRequest((o) => o.serverCpuS === null ? null : o.serverCpuS * 1000);
  const othersMs = perRequest((o) => (o.generatorCpuS + (o.databaseCpuS ?? 0)) * 1000)!;
  const cpuMs = serverMs === null ? null : serverMs + othersMs;
  const executionMs = perRequest((o) => o.receipt?.executionMs ?? 0)!;
  const { workers } = cell.settings;
  const limit = throughputLimit({
    atOnce: atOnceOf(cell),
    holdMs: options.holdMs ?? (serverMs === null ? null : serverMs + executionMs),
    coreCount: run.environment.cpuCoreCount,
    cpuMsPerRequest: cpuMs,
    serverCpuMsPerRequest: serverMs,
    workers,
    ceilingRps: options.ceilingRps ?? ceilingOf(run, cell)?.throughputRps,
  });
  const throughputRps = median(trials.map(({ outcome }) => outcome.throughputRps));
  const { limitRps, boundBy } = limit;
  const reachedShare = limitRps === null ? null : throughputRps / limitRps;
  return {
    ...limit,
    cell,
    label,
    throughputRps,
    reachedShare,
    sentence: `${label} gave ${formatCount(throughputRps)} requests/s` +
      (limitRps === null || boundBy === null || reachedShare === null
        ? "; its limit is not known: neither its CPU nor its workers are."
        : `, ${Math.round(reachedShare * 100)} % of its limit of ${
          formatCount(limitRps)
        }, set by ` +
          `${SET_BY[boundBy](run, cell)}.`),
  };
}

/** Threads, or connections of the pools where there are no threads. */
function atOnceOf(cell: Cell): number | null {
  const { workers, threads, poolMax } = cell.settings;
  if (threads !== null) return cellSize(cell);
  return workers === null || poolMax === null ? null : workers * poolMax;
}

const SET_BY: Record<Bound, (run: Run, cell: Cell) => string> = {
  concurrency: (_, cell) =>
    cell.settings.threads === null
      ? `its ${atOnceOf(cell)} database connections`
      : cellSize(cell) === 1
      ? "its single thread"
      : `its ${cellSize(cell)} threads`,
  cpu: ({ environment }) => `the machine's ${environment.cpuCoreCount} cores`,
  workers: (_, { settings: { workers } }) =>
    workers === 1
      ? "the one core that its worker can use"
      : `its ${workers} workers of a core each`,
  ceiling: () => "the database",
};
