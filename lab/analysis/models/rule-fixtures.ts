/** A synthetic run that obeys the rule for threads; for tests alone. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { predictThroughput, type RequestWork } from "./rule.ts";

/** What the made-up service waits before it answers. */
export const waitMs = ({ scenario }: Cell): number => Number(scenario.parameters?.delayMs ?? 0);

export const TRUTH: RequestWork = {
  holdBeyondWaitMs: 5,
  cpuMsPerRequest: 3,
  serverCpuMsPerRequest: 2,
};

export const calling = (workers: number, threads: number, delayMs: number) =>
  fixtureCell("gamma-sync", workers, threads, { endpoint: "call", parameters: { delayMs } });
export const known = [calling(1, 4, 50), calling(1, 32, 50)];
export const heldOut = [
  calling(2, 8, 200),
  calling(1, 2, 20),
  calling(2, 32, 20),
  calling(1, 24, 20),
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
    throughputRpsOf: (cell) => predictThroughput(TRUTH, cell, 2, { waitMs }).limitRps! * bend(cell),
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
