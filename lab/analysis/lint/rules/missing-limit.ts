/** Many rows fetched where few are served: all of a table for one of its rows, for example. */
import { endpointOf, isCeiling } from "../../tables/facts.ts";
import { failedCount, perRequest, type Rule, shortened, significant } from "../rule.ts";

/** The least that a row takes in an answer: a digit and what parts it from the next. */
const LEAST_ROW_BYTES = 2;
/** Of so few rows each may have gone into a digit of the answer. */
const FEW_ROWS = 10;
/**
 * Rows and answers are counted at slightly different moments, and a request may look twice; rows of
 * a whole table are far beyond.
 */
const TOLERATED_RATIO = 1.5;

export const rule: Rule = {
  severity: "error",
  remedy: "Fetch only what is served: end the statement with LIMIT.",

  trial: (trial, run) => {
    const { cell, outcome: { receipt, responseBytes, okCount } } = trial;
    const rows = perRequest(trial, "rowCount");
    if (receipt === null || rows === null || isCeiling(run, cell)) return null;
    const greedy = receipt.statements.filter(({ callCount }) => callCount > 0)
      .map(({ sql, callCount, rowCount }) => ({ sql, rowsPerCall: rowCount / callCount }))
      .toSorted((a, b) => b.rowsPerCall - a.rowsPerCall)[0];
    const where = greedy
      ? `, ${significant(greedy.rowsPerCall)} for each call of “${shortened(greedy.sql)}”`
      : "";
    const found = `The database handed over ${significant(rows)} rows a request${where}`;
    const enough = endpointOf(run, cell.scenario)?.database?.rows?.most;
    // Who gave up waiting was fetched for all the same.
    const rowsAsked = receipt.rowCount / (okCount + failedCount(trial));
    if (enough !== undefined && rowsAsked > enough * TOLERATED_RATIO) {
      return `${found}; ${significant(enough)} are enough.`;
    }
    // Whatever the endpoint should fetch: an answer cannot hold more rows than it has room for.
    return (greedy?.rowsPerCall ?? rows) > Math.max(FEW_ROWS, responseBytes / LEAST_ROW_BYTES)
      ? `${found}; an answer of ${significant(responseBytes)} bytes has no room for them.`
      : null;
  },

  published: ({ driverAndPool }) =>
    /no limit/i.test(driverAndPool)
      ? "Its query has no LIMIT: every row of the table was fetched for each answer."
      : null,
};
