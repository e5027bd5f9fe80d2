/** A server with fewer processes or threads than its settings ask for. */
import type { Load } from "../../../nouns/load.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { isCeiling } from "../../tables/facts.ts";
import { counted, type Rule, type Said } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy: "See whether the HTTP server takes the setting, and whether it starts threads only on " +
    "demand: the cell is not what its name says.",

  trial: ({ cell, outcome }, run) => {
    const { serverProcessCount, serverThreadCount, serverBusyThreadsByProcess } = outcome;
    const { workers, threads } = cell.settings;
    // The ceiling has no server by design; of one that the lab did not start nothing was asked.
    if (isCeiling(run, cell) || workers === null) return null;
    if (serverProcessCount !== null && serverProcessCount < workers) {
      const were = serverProcessCount === 1 ? "process was" : "processes were";
      const alive =
        `${serverProcessCount} ${were} alive at the end, where ${workers} workers were ` +
        `asked for`;
      // Go and Rust have threads for workers; an interpreter runs one of them at a time.
      const isProgram = run.plan.variants[cell.variant]?.runtime === "program";
      return isProgram && threads === null && (serverThreadCount ?? 0) > workers
        ? {
          sentence: `${alive}: of its ${serverThreadCount} threads some may be they.`,
          severity: "note",
        }
        : `${alive}.`;
    }
    // Threads of the main process and of the HTTP server count too, so this sees gross misses only.
    if (threads === null) return null;
    const alive = serverThreadCount !== null && serverThreadCount < workers * threads
      ? `${counted(serverThreadCount, "thread")} alive in all where ${workers} × ${threads} = ` +
        `${workers * threads} were asked for requests alone.`
      : null;
    const connections = busyConnections(cell.scenario.load, outcome);
    const busy = serverBusyThreadsByProcess === undefined
      ? null
      : fewerBusy(serverBusyThreadsByProcess, workers, threads, connections);
    if (alive === null) return busy;
    // A worker that gets few connections starts few threads: those that it needs are there.
    const onDemand = connections < SATURATED_CONNECTIONS * workers * threads &&
      serverThreadCount! * SATURATED_CONNECTIONS >= Math.min(connections, workers * threads);
    return busy === null && onDemand ? { sentence: alive, severity: "note" } : alive;
  },
};

/** An open loop has as many as it may need; by Little's law so many wait for an answer. */
const busyConnections = (
  { kind, connections }: Load,
  { throughputRps, latencyMeanMs }: CompletedTrial["outcome"],
): number =>
  kind === "closed" ? connections : Math.min(connections, throughputRps * latencyMeanMs / 1000);

/**
 * Where each thread has two connections to serve, all of them are at work. Threads that are started
 * on demand, and have fewer, may be half as many.
 */
const SATURATED_CONNECTIONS = 2;

/**
 * What is said of a server whose busiest process has too few threads at work. Whether a process's
 * first thread serves requests cannot be seen from outside: where one alone is missing, it may be it.
 */
function fewerBusy(
  busy: number[],
  workers: number,
  threads: number,
  connections: number,
): Said {
  const saturated = connections >= SATURATED_CONNECTIONS * workers * threads;
  const wanted = saturated
    ? threads
    : Math.floor(Math.min(threads, connections / workers) / SATURATED_CONNECTIONS);
  const most = Math.max(0, ...busy);
  if (most >= wanted) return null;
  const sentence =
    `${counted(most, "thread")} of its busiest process had requests to serve, where ` +
    `${threads} were asked for in each of ${counted(workers, "worker")}.`;
  return { sentence, severity: most < wanted - 1 ? "error" : "warning" };
}
