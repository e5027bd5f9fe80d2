/** The receipt of a trial as rows: what each request did to the database. */
import type { CompletedTrial } from "../../nouns/trial.ts";

/** One statement of a receipt. */
export interface ReceiptRow {
  statement: string;
  callsPerRequest: number;
  rowsPerRequest: number;
  executionMsPerCall: number;
}

/**
 * What a trial's server asked PostgreSQL for each request that it answered, the most time first.
 * Empty where the database keeps no books, and where no trial completed.
 *
 * @example
 * ```ts
 * import { completedTrials } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { receiptRows } from "lab/analysis/tables/receipt.ts";
 * console.log(receiptRows(completedTrials(fixtureRun())[0]!));
 * ```
 */
export function receiptRows(trial: CompletedTrial | undefined): ReceiptRow[] {
  const { receipt, okCount = 0 } = trial?.outcome ?? {};
  return (receipt?.statements ?? []).map(({ sql, callCount, rowCount, executionMs }) => ({
    statement: sql,
    callsPerRequest: callCount / okCount,
    rowsPerRequest: rowCount / okCount,
    executionMsPerCall: executionMs / callCount,
  }));
}
