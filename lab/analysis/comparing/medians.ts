/** Cells as rows, with the median over trials of whatever is asked of each. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { cellKey, distinctCellLabels, trialsOf } from "../tables/cells.ts";
import { latencyP99Of, serverCpuMsOf } from "./measure.ts";

/** What is asked of a trial, by the name of its column; `null` where the trial cannot tell. */
export type Asked = Record<string, (outcome: CompletedTrial["outcome"]) => number | null>;

export type MedianRow<A extends Asked> =
  & { cell: string; trialCount: number }
  & { [Column in keyof A]: number | null };

/** What is most often asked: how much, how long, and at what price. */
export const USUAL = {
  throughputRps: (outcome) => outcome.throughputRps,
  latencyP50Ms: (outcome) => outcome.latencyP50Ms,
  latencyP99Ms: latencyP99Of,
  serverCpuMsPerRequest: serverCpuMsOf,
  threadCount: (outcome) => outcome.serverThreadCount,
  memoryMiB: (outcome) => outcome.serverMemoryMiB,
} satisfies Asked;

/** `mediansOf` for the usual columns. */
export const usualOf = (run: Run, cells: Cell[]) => mediansOf(run, cells, USUAL);

/**
 * One row a cell, labelled by what tells it from the others: the median, over its trials, of each
 * quantity. Trials that cannot tell are left out of a median; where none can, it is `null`.
 *
 * @param cells in the order of the rows, each once; those that the run did not measure are left out
 * @param asked columns, with their units in their names
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { mediansOf } from "lab/analysis/comparing/medians.ts";
 * const run = fixtureRun();
 * const [first] = mediansOf(run, cellsOf(run), {
 *   threadCount: (outcome) => outcome.serverThreadCount,
 *   sessionsPerRequest: ({ receipt, okCount }) =>
 *     receipt && receipt.sessionsOpenedCount / okCount,
 * });
 * console.log(first!.threadCount);
 * ```
 */
export function mediansOf<A extends Asked>(run: Run, cells: Cell[], asked: A): MedianRow<A>[] {
  const once = [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
  const measured = once.filter((cell) => trialsOf(run, cell).length > 0);
  const labels = distinctCellLabels(measured, run);
  return measured.map((cell, index) => {
    const outcomes = trialsOf(run, cell).map(({ outcome }) => outcome);
    const medians = Object.entries(asked).map(([column, of]) => {
      const known = outcomes.map(of).filter((value) => value !== null && Number.isFinite(value));
      return [column, known.length === 0 ? null : median(known as number[])];
    });
    return {
      cell: labels[index],
      trialCount: outcomes.length,
      ...Object.fromEntries(medians),
    } as MedianRow<A>;
  });
}
