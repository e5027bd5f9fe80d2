/** Many rows fetched where few are served: the bug behind the first article's FastAPI row. */
import { counted, perRequest, type Rule, shortened, significant } from "../rule.ts";

/**
 * No route of the contract serves more than one row for a statement; ten leave room for a join of a
 * quote with its author's few others, and are far from the thousands that a missing LIMIT fetches.
 */
const MOST_ROWS_PER_CALL = 10;

export const rule: Rule = {
  severity: "error",
  remedy: "Fetch only what is served: end the statement with LIMIT.",

  trial: (trial) => {
    const { receipt } = trial.outcome;
    if (receipt === null) return null;
    const greedy = receipt.statements.find(({ callCount, rowCount }) =>
      callCount > 0 && rowCount / callCount > MOST_ROWS_PER_CALL
    );
    const rows = significant(perRequest(trial, "rowCount") ?? 0);
    if (greedy) {
      return `The database handed over ${rows} rows a request, ` +
        `${significant(greedy.rowCount / greedy.callCount)} for each call of ` +
        `“${shortened(greedy.sql)}”; the answer needs one.`;
    }
    // Without the list of statements their number must do.
    const { rowCount, statementCount, statements } = receipt;
    return statements.length === 0 && rowCount > statementCount * MOST_ROWS_PER_CALL
      ? `The database handed over ${rows} rows a request in ${
        counted(statementCount, "statement")
      }; the answers need few.`
      : null;
  },

  published: ({ driverAndPool }) =>
    driverAndPool.includes("no LIMIT")
      ? "Its query has no LIMIT: every row of the table was fetched for each answer."
      : null,
};
