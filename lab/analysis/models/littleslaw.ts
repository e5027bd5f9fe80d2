/** Little's law: connections in use = throughput × mean latency. What breaks it was not measured. */
import type { Run } from "../../nouns/run.ts";
import { cellLabel, completedTrials } from "../tables/cells.ts";

export interface LittlesLawRow {
  trial: number;
  block: number;
  cell: string;
  connections: number;
  throughputRps: number;
  latencyMeanMs: number;
  /** Throughput × mean latency: connections that were busy, on average. */
  busyConnections: number;
  /** (busy − connections) ÷ connections. */
  gapShare: number;
}

/**
 * How far each trial of a closed loop is from Little's law, L = λW (Little 1961). There every connection
 * always waits for an answer, so the gap should be under some 2 %; a larger one means that time was
 * spent outside the latency (reconnects, timeouts, a generator that could not keep up).
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { littlesLaw } from "lab/analysis/models/littleslaw.ts";
 * console.log(littlesLaw(fixtureRun()).every((row) => Math.abs(row.gapShare) < 0.01)); // true
 * ```
 */
export function littlesLaw(run: Run): LittlesLawRow[] {
  const closed = completedTrials(run).filter(({ cell }) => cell.scenario.load.kind === "closed");
  return closed.map(({ trial, block, cell, outcome }) => {
    const { connections } = cell.scenario.load;
    const { throughputRps, latencyMeanMs } = outcome;
    const busyConnections = throughputRps * latencyMeanMs / 1000;
    return {
      trial,
      block,
      cell: cellLabel(cell),
      connections,
      throughputRps,
      latencyMeanMs,
      busyConnections,
      gapShare: busyConnections / connections - 1,
    };
  });
}
