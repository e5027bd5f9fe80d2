/** What the sessions of a server were seen doing in PostgreSQL, as shares, a row a cell. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { distinctCellLabels, trialsOf } from "./cells.ts";
import { measuredOf } from "./measured.ts";

/** By PostgreSQL's own words for what a session waits for. */
const KINDS = {
  running: /^running$/,
  /** It holds its rows and waits for the server to say what is next. */
  inTransaction: /^idle in transaction$/,
  /** For a row that another transaction holds. */
  lock: /^Lock:/,
  /** Making a change last. */
  wal: /WAL/i,
};

export type WaitShares = { cell: string; trialCount: number } & Record<keyof typeof KINDS, number>;

/**
 * Medians over trials of the shares of sessions seen; the kinds overlap with nothing and are not all.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { waitSharesOf } from "lab/analysis/tables/waits.ts";
 * const run = fixtureRun();
 * console.log(waitSharesOf(run, cellsOf(run)).length === cellsOf(run).length); // true
 * ```
 */
export function waitSharesOf(run: Run, cells: readonly Cell[]): WaitShares[] {
  const measured = measuredOf(run, cells);
  const labels = distinctCellLabels(measured, run);
  return measured.map((cell, index) => {
    const outcomes = trialsOf(run, cell).map(({ outcome }) => outcome);
    const shares = Object.entries(KINDS).map(([kind, pattern]) => [
      kind,
      median(outcomes.map((outcome) => shareOf(outcome, pattern))),
    ]);
    return {
      cell: labels[index]!,
      trialCount: outcomes.length,
      ...Object.fromEntries(shares),
    } as WaitShares;
  });
}

const shareOf = ({ waitSamples }: CompletedTrial["outcome"], pattern: RegExp): number =>
  (waitSamples ?? []).filter(({ event }) => pattern.test(event))
    .reduce((sum, { share }) => sum + share, 0);
