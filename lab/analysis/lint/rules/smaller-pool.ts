/** A server that holds far fewer database connections than its settings and its load ask for. */
import { endpointOf, isCeiling } from "../../tables/facts.ts";
import { counted, type Rule, significant } from "../rule.ts";

/**
 * Pools grow on demand, and those that open a connection for each request hold few at a time: in
 * recorded runs never less than three tenths of what was asked for. A quarter is another pool.
 */
const HELD_SHARE = 0.25;
/** Of fewer, a quarter is less than one. */
const LEAST_ASKED = 4;
/** Where fewer requests ask the database, few connections may be enough for them. */
const LEAST_STATEMENTS = 0.5;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "See whether the server takes poolMax: a pool of its default size measures another cell " +
    "than its name says.",

  trial: ({ cell, outcome }, run) => {
    const { settings: { workers, threads, poolMax }, scenario: { load } } = cell;
    const held = outcome.databaseConnectionCount;
    if (held === null || workers === null || poolMax === null || isCeiling(run, cell)) return null;
    if (load.kind !== "closed") return null;
    const least = endpointOf(run, cell.scenario)?.database?.statements.least ?? 0;
    if (least < LEAST_STATEMENTS) return null;
    const asked = Math.min(
      workers * poolMax,
      load.connections,
      threads === null ? Infinity : workers * threads,
    );
    const most = Math.max(held, outcome.waitSessionMeanCount ?? 0);
    if (asked < LEAST_ASKED || most >= asked * HELD_SHARE) return null;
    return `It held ${
      counted(Math.round(most), "database connection")
    }, where ${workers} × ${poolMax} may be open and ${
      significant(asked)
    } requests can need one at the same time.`;
  },
};
