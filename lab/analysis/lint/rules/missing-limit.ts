/** Many rows fetched where few are served: all of a table for one of its rows, for example. */
import { sum } from "simple-statistics";
import type { Receipt } from "../../../nouns/outcome.ts";
import { endpointOf, isCeiling } from "../../tables/facts.ts";
import { failedCount, type Rule, shortened, significant } from "../rule.ts";

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
    if (receipt === null || okCount === 0 || isCeiling(run, cell)) return null;
    const asked = okCount + failedCount(trial);
    const greetings = greetingsOf(receipt, asked);
    const rowCount = receipt.rowCount - sum(greetings.map((each) => each.rowCount));
    const rows = rowCount / okCount;
    const greedy = receipt.statements
      .filter((each) => each.callCount > 0 && !greetings.includes(each))
      .map(({ sql, callCount, rowCount }) => ({ sql, rowsPerCall: rowCount / callCount }))
      .toSorted((a, b) => b.rowsPerCall - a.rowsPerCall)[0];
    const where = greedy
      ? `, ${significant(greedy.rowsPerCall)} for each call of “${shortened(greedy.sql)}”`
      : "";
    const found = `The database handed over ${significant(rows)} rows a request${where}`;
    const enough = endpointOf(run, cell.scenario)?.database?.rows?.most;
    // Who gave up waiting was fetched for all the same.
    if (enough !== undefined && rowCount / asked > enough * TOLERATED_RATIO) {
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

/**
 * What a driver asks when it connects, such as the types that the database knows: once a session, where
 * sessions are kept for many requests. It belongs to none of these.
 */
function greetingsOf({ statements, sessionsOpenedCount }: Receipt, asked: number) {
  const opened = sessionsOpenedCount ?? 0;
  return opened > asked / 2 ? [] : statements.filter(({ callCount }) => callCount <= opened);
}
