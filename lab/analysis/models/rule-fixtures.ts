/** A synthetic run that obeys the rule for threads; for tests alone. */
import type { Cell, Run } from "../../nouns/types.ts";
import { fixtureCell, fixtureRun } from "../fixtures.ts";
import { predictThroughput, type RequestWork } from "./rule.ts";

export const TRUTH: RequestWork = {
  holdBeyondWaitMs: 5,
  cpuMsPerRequest: 3,
  serverCpuMsPerRequest: 2,
};

export const upstream = (workers: number, threads: number, delayMs: number) =>
  fixtureCell("gamma-sync", workers, threads, { endpoint: "call", delayMs });
export const known = [upstream(1, 4, 50), upstream(1, 32, 50)];
export const heldOut = [
  upstream(2, 8, 200),
  upstream(1, 2, 20),
  upstream(2, 32, 20),
  upstream(1, 24, 20),
];

/** A run that obeys the rule, times what `bend` says, with drift but without noise. */
export function lawfulRun(
  cells: Cell[],
  bend: (cell: Cell) => number = () => 1,
  driftShare = 0,
): Run {
  const run = fixtureRun({
    cells,
    blocks: 4,
    driftShare,
    noiseShare: 0,
    answerCount: 1,
    throughputRpsOf: (cell) => predictThroughput(TRUTH, cell, 2).limitRps * bend(cell),
  });
  for (const { outcome } of run.trials) {
    if (outcome.state !== "completed") continue;
    const seconds = outcome.okCount / 1000;
    Object.assign(outcome, {
      serverCpuS: 2 * seconds,
      databaseCpuS: 0.6 * seconds,
      generatorCpuS: 0.3 * seconds,
      otherCpuS: 0.1 * seconds,
    });
  }
  return run;
}
