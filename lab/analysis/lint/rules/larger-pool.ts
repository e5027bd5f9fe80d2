/** A server that holds more database connections than its settings allow it. */
import { isCeiling } from "../../tables/facts.ts";
import { counted, type Rule } from "../rule.ts";

/**
 * A pool that is kept holds what it was allowed: in recorded runs none held one more. A server that
 * opens a session for each request has no pool, and another finding.
 */
const TOLERATED_SHARE = 0.1;
const TOLERATED_COUNT = 1;
const UNPOOLED_SHARE = 0.05;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "See whether the server takes poolMax, with its overflow in it: a larger pool measures another " +
    "cell than its name says.",

  trial: ({ cell, outcome }, run) => {
    const { settings: { workers, poolMax } } = cell;
    const { databaseConnectionCount, waitSessionMeanCount = 0, receipt, okCount } = outcome;
    if (databaseConnectionCount === null || workers === null || poolMax === null) return null;
    if (isCeiling(run, cell)) return null;
    if ((receipt?.sessionsOpenedCount ?? 0) > okCount * UNPOOLED_SHARE) return null;
    const most = workers * poolMax;
    const held = Math.max(databaseConnectionCount, Math.floor(waitSessionMeanCount));
    return held <= most * (1 + TOLERATED_SHARE) + TOLERATED_COUNT
      ? null
      : `It held ${counted(held, "database connection")}, where ${workers} × ${poolMax} were ` +
        `allowed.`;
  },
};
