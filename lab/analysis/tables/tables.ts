/** A run as flat tables: what notebooks look at, filter and plot. */
import { type ColumnTable, table } from "arquero";
import type { Run } from "../../nouns/run.ts";
import { ceilingFinder, ceilingShareOf } from "./ceiling.ts";
import { cellLabel, completedTrials, refuseUnlessRun } from "./cells.ts";
import { COLUMN_NAMES, rowOf, type TrialRow } from "./columns.ts";
import { titleOf } from "./facts.ts";
import { counts, validityOf } from "../comparing/validity.ts";

export { cellLabel } from "./cells.ts";
export type { TrialRow } from "./columns.ts";

/** One trial that could not be measured. */
export interface FailureRow {
  trial: number;
  block: number;
  cell: string;
  variant: string;
  reason: string;
}

/** Which trials become rows. */
export interface TableOptions {
  /** Those that count alone, as in every comparison: without the invalid ones. Default: all. */
  counting?: boolean;
}

/** The completed trials of a run as plain rows, in the order they were made. */
export function trialRows(run: Run, { counting = false }: TableOptions = {}): TrialRow[] {
  refuseUnlessRun(run);
  const ceilingOf = ceilingFinder(run);
  return completedTrials(run)
    .filter((trial) => !counting || counts(trial, run))
    .sort((a, b) => a.trial - b.trial)
    .map((trial) => {
      const { cell, outcome } = trial;
      const ceiling = ceilingOf(cell);
      const title = titleOf(run, cell.variant);
      const ceilingShare = ceiling && ceilingShareOf(trial, ceiling);
      const validity = validityOf(trial, run);
      return rowOf({ trial, outcome, cell, title, ceilingShare, validity });
    });
}

/**
 * The completed trials of a run as an arquero table, one row a trial; units are in the names. Those
 * that are invalid are among them, and say so and why: for medians of your own leave them out, as every
 * comparison does, with `{ counting: true }`.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { trialsTable } from "lab/analysis/tables/tables.ts";
 * const trials = trialsTable(fixtureRun({ blocks: 2 }));
 * console.log(trials.groupby("cell").count().numRows() > 1); // true
 * ```
 */
export function trialsTable(run: Run, options: TableOptions = {}): ColumnTable {
  const rows = trialRows(run, options);
  return table(COLUMN_NAMES.map((column) => [column, rows.map((row) => row[column])]));
}

/** The trials that could not be measured, with the reason; empty when all went well. */
export function failures(run: Run): FailureRow[] {
  return run.trials.flatMap(({ trial, block, cell, outcome }) =>
    outcome.state === "failed"
      ? [{ trial, block, cell: cellLabel(cell), variant: cell.variant, reason: outcome.reason }]
      : []
  );
}
