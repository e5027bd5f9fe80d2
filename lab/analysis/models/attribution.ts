/** Where the time of a request went: work by role, and waiting. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { cellSize, cellsOf, distinctCellLabels, trialsOf } from "../tables/cells.ts";

/**
 * Parts of a request's mean latency in ms. The first four are work, or waiting within the database,
 * as measured; the others are waiting, told apart as far as counting can: n of a thing hold at most n
 * of the c requests under way, so (c − n) ÷ c of the latency is spent without it.
 */
export interface TimeParts {
  serverCpuMs: number;
  databaseCpuMs: number;
  /** Time in which a statement was executing without a core: locks, disk, or waiting for a core. */
  databaseStalledMs: number;
  generatorCpuMs: number;
  /** Outside any thread of the server, at the least. 0 where there are no threads to wait for. */
  threadQueueMs: number;
  /**
   * Not in front of a thread, and without a database session, at the least: waiting for a connection
   * of the pool, or for an event loop to get as far as asking for one. From the sessions seen open;
   * 0 where requests ask nothing of the database, or nobody looked.
   */
  sessionQueueMs: number;
  /**
   * With a database session in hand that executes nothing, at the least: the transaction is open and
   * its request waits for the event loop, the interpreter's lock or a core. Only sessions seen
   * within a transaction count; one that was merely lent looks like an idle one.
   */
  heldSessionMs: number;
  /** What is left: queues for the event loop, a core or the interpreter's lock, at either end. */
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
  /** False where the server's CPU is not known: then it is among the waiting, and work is too little. */
  serverCpuKnown: boolean;
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
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const [row] = attributionOf(fixtureRun());
 * console.log(row!.workMs < row!.latencyMeanMs); // true
 * ```
 */
export function attributionOf(run: Run, cells: Cell[] = cellsOf(run)): Attribution[] {
  const labels = distinctCellLabels(cells, run);
  return cells.flatMap((cell, index) => {
    const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.okCount > 0);
    return trials.length === 0 ? [] : [attributionOfCell(cell, labels[index]!, trials)];
  });
}

function attributionOfCell(cell: Cell, label: string, trials: CompletedTrial[]): Attribution {
  const typical = (of: (outcome: CompletedTrial["outcome"]) => number) =>
    median(trials.map(({ outcome }) => of(outcome)));
  const latencyMeanMs = typical((o) => o.latencyMeanMs);
  const serverCpuKnown = trials.every(({ outcome }) => outcome.serverCpuS !== null);
  const databaseCpuKnown = trials.every(({ outcome }) => outcome.databaseCpuS !== null);
  const measured = {
    serverCpuMs: typical((o) => (o.serverCpuS ?? 0) * 1000 / o.okCount),
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
  const withoutMs = (count: number) => latencyMeanMs * Math.max(0, 1 - count / underWay);
  const outsideMs = cell.settings.threads === null ? 0 : withoutMs(cellSize(cell)!);
  const sessions = sessionsOf(trials);
  // The least that is surely waiting: whatever work could have been done meanwhile is taken off.
  const waiting = shared(waitingMs, {
    threadQueueMs: outsideMs - measured.generatorCpuMs,
    sessionQueueMs: sessions === null ? 0 : withoutMs(sessions.openCount) -
      Math.max(outsideMs, measured.generatorCpuMs) - measured.serverCpuMs,
    heldSessionMs: sessions === null ? 0 : sessions.busyCount / underWay * latencyMeanMs -
      measured.databaseCpuMs - measured.databaseStalledMs - measured.serverCpuMs,
  });
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
      ...waiting,
    },
    serverCpuKnown,
    databaseCpuKnown,
    excessMs: Math.max(0, workMs - latencyMeanMs),
    trials: trials.map(({ trial, block, outcome: o }) => {
      const executionMs = o.receipt?.executionMs ?? 0;
      // CPU and stalls of the database together are the longer of its CPU and its execution.
      const databaseMs = Math.max(executionMs, (o.databaseCpuS ?? 0) * 1000);
      const workMs = (((o.serverCpuS ?? 0) + o.generatorCpuS) * 1000 + databaseMs) / o.okCount;
      return { trial, block, latencyMeanMs: o.latencyMeanMs, workMs };
    }),
  };
}

type Waiting = Pick<TimeParts, "threadQueueMs" | "sessionQueueMs" | "heldSessionMs">;

/** Parts of a whole, none below 0, in their order, and what they leave of it. */
function shared(wholeMs: number, parts: Waiting): Waiting & Pick<TimeParts, "otherWaitMs"> {
  let leftMs = wholeMs;
  const take = (partMs: number) => {
    const taken = Math.min(leftMs, Math.max(0, partMs));
    leftMs -= taken;
    return taken;
  };
  const taken = {
    threadQueueMs: take(parts.threadQueueMs),
    sessionQueueMs: take(parts.sessionQueueMs),
    heldSessionMs: take(parts.heldSessionMs),
  };
  return { ...taken, otherWaitMs: leftMs };
}

/** A statement of the last requests may be counted outside of the window. */
const NEARLY_ALL = 0.9;

/**
 * The server's database sessions, on the mean: open, and of these executing or within a transaction.
 * `null` where nobody looked, or where requests do not need one.
 */
function sessionsOf(trials: CompletedTrial[]): { openCount: number; busyCount: number } | null {
  const seen = trials.flatMap(({ outcome }) => {
    const { waitSessionMeanCount: openCount, waitSamples, receipt, okCount } = outcome;
    if (openCount === undefined || waitSamples === undefined || receipt === null) return [];
    if (receipt.statementCount < okCount * NEARLY_ALL) return [];
    const idle = waitSamples.find(({ event }) => event === "idle")?.share ?? 0;
    return [{ openCount, busyCount: openCount * (1 - idle) }];
  });
  if (seen.length < trials.length) return null;
  return {
    openCount: median(seen.map(({ openCount }) => openCount)),
    busyCount: median(seen.map(({ busyCount }) => busyCount)),
  };
}
