/** Where the time of a request went: work by role, and waiting. */
import { median } from "simple-statistics";
import type { Cell, CompletedTrial, Run } from "../../types.ts";
import { cellSize, cellsOf, distinctCellLabels, trialsOf } from "../cells.ts";

/**
 * Parts of a request's mean latency in ms. The first four are work, or waiting within the database,
 * as measured; the last two are what is left.
 */
export interface TimeParts {
  serverCpuMs: number;
  databaseCpuMs: number;
  /** Time in which a statement was executing without a core: locks, disk, or waiting for a core. */
  databaseStalledMs: number;
  generatorCpuMs: number;
  /**
   * Outside any thread of the server, at the least: with n threads no more than n of c requests
   * under way can be held by one, so (c − n) ÷ c of the latency is spent in front of them. 0 where there are no
   * threads to wait for.
   */
  threadQueueMs: number;
  /** What is left: queues for the event loop, the pool, a core or the interpreter's lock. */
  otherWaitMs: number;
}

export interface Attribution {
  cell: Cell;
  label: string;
  trialCount: number;
  /** The mean latency of a request, which the parts add up to. */
  latencyMeanMs: number;
  /** CPU of server and generator, CPU and stalls of the database: what the request itself took. */
  workMs: number;
  parts: TimeParts;
  /** False where the database's CPU is not known: then all its execution counts as stalled. */
  databaseCpuKnown: boolean;
  /**
   * Work beyond the latency, in ms: some of it ran beside the request (upkeep, other cores). Then
   * nothing is left for waiting, and the parts are scaled to fit.
   */
  excessMs: number;
  /** The same for each trial, to see its spread. */
  trials: { trial: number; block: number; latencyMeanMs: number; workMs: number }[];
}

/**
 * Splits the mean latency of each cell (medians over its trials).
 *
 * In a closed loop the mean latency is connections ÷ throughput (Little 1961) whatever the server
 * does, so most of it is waiting for others' requests to be worked on: the work is what a request
 * costs, the waiting what the load makes of it. CPU counts as if a request's own work ran in one go,
 * and all CPU of a role counts as the requests'. Planning and protocol are in the database's CPU
 * and not in its execution, so stalled time is at the least.
 *
 * @param cells which cells, in the order of the rows; by default all of the run
 * @example
 * ```ts
 * import { attributionOf } from "lab/analysis/models/attribution.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * const [row] = attributionOf(fixtureRun());
 * console.log(row!.workMs < row!.latencyMeanMs); // true
 * ```
 */
export function attributionOf(run: Run, cells: Cell[] = cellsOf(run)): Attribution[] {
  const labels = distinctCellLabels(cells);
  return cells.flatMap((cell, index) => {
    const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.okCount > 0);
    return trials.length === 0 ? [] : [attributionOfCell(cell, labels[index]!, trials)];
  });
}

function attributionOfCell(cell: Cell, label: string, trials: CompletedTrial[]): Attribution {
  const typical = (of: (outcome: CompletedTrial["outcome"]) => number) =>
    median(trials.map(({ outcome }) => of(outcome)));
  const latencyMeanMs = typical((o) => o.latencyMeanMs);
  const databaseCpuKnown = trials.every(({ outcome }) => outcome.databaseCpuS !== null);
  const measured = {
    serverCpuMs: typical((o) => o.serverCpuS * 1000 / o.okCount),
    databaseCpuMs: databaseCpuKnown ? typical((o) => o.databaseCpuS! * 1000 / o.okCount) : 0,
    databaseStalledMs: typical((o) =>
      Math.max(0, (o.receipt?.executionMs ?? 0) - (o.databaseCpuS ?? 0) * 1000) / o.okCount
    ),
    generatorCpuMs: typical((o) => o.generatorCpuS * 1000 / o.okCount),
  };
  const workMs = Object.values(measured).reduce((sum, part) => sum + part, 0);
  const scale = Math.min(1, latencyMeanMs / workMs);
  const waitingMs = Math.max(0, latencyMeanMs - workMs);
  const { load } = cell.scenario;
  // Requests under way on average: all connections of a closed loop, by Little's law else.
  const underWay = load.kind === "closed"
    ? load.connections
    : latencyMeanMs / 1000 * typical((o) => o.throughputRps);
  const outsideMs = cell.settings.threads === null
    ? 0
    : latencyMeanMs * Math.max(0, 1 - cellSize(cell) / underWay);
  // The generator works on a request while no thread has it.
  const threadQueueMs = Math.min(
    waitingMs,
    Math.max(0, outsideMs - measured.generatorCpuMs),
  );
  return {
    cell,
    label,
    trialCount: trials.length,
    latencyMeanMs,
    workMs,
    parts: {
      serverCpuMs: measured.serverCpuMs * scale,
      databaseCpuMs: measured.databaseCpuMs * scale,
      databaseStalledMs: measured.databaseStalledMs * scale,
      generatorCpuMs: measured.generatorCpuMs * scale,
      threadQueueMs,
      otherWaitMs: waitingMs - threadQueueMs,
    },
    databaseCpuKnown,
    excessMs: Math.max(0, workMs - latencyMeanMs),
    trials: trials.map(({ trial, block, outcome: o }) => {
      const executionMs = o.receipt?.executionMs ?? 0;
      // CPU and stalls of the database together are the longer of its CPU and its execution.
      const databaseMs = Math.max(executionMs, (o.databaseCpuS ?? 0) * 1000);
      const workMs = ((o.serverCpuS + o.generatorCpuS) * 1000 + databaseMs) / o.okCount;
      return { trial, block, latencyMeanMs: o.latencyMeanMs, workMs };
    }),
  };
}
