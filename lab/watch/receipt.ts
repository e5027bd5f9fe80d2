/**
 * The receipt: what the servers did to the database between two moments, by PostgreSQL's own books
 * (`pg_stat_statements`, `pg_stat_database`). The lab's own questions are left out.
 */
import type { Sql } from "postgres";
import type { Receipt } from "../nouns/outcome.ts";

interface StatementTotals {
  sql: string;
  callCount: number;
  rowCount: number;
  executionMs: number;
}

/** The books at one moment. */
export interface Books {
  statements: Map<string, StatementTotals>;
  sessionCount: number;
  writtenRowCount: number;
  rolledBackCount: number;
  /** When they were read, in seconds of a clock, and for how long. */
  readAtS: number;
  readTookS: number;
  /** `null` where PostgreSQL does not tell. */
  droppedCount: number | null;
}

/** Reads the books of the database that `sql` is connected to; `null` where they are not kept. */
export async function readBooks(sql: Sql, kept: boolean): Promise<Books | null> {
  if (!kept) return null;
  const startedAt = performance.now();
  const statements = await sql`
    SELECT queryid::text || '/' || userid::text AS key, query AS sql, calls::float8 AS calls,
      rows::float8 AS rows, total_exec_time AS ms
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND toplevel AND query NOT LIKE '%pg_stat_%'`;
  const readMs = performance.now() - startedAt;
  const [database] = await sql`
    SELECT sessions::float8 AS sessions, xact_rollback::float8 AS rollbacks,
      (tup_inserted + tup_updated + tup_deleted)::float8 AS written
    FROM pg_stat_database WHERE datname = current_database()`;
  // Older versions, and roles without the right, have no such view.
  const [info] = await sql`SELECT dealloc::float8 AS dropped FROM pg_stat_statements_info`
    .catch(() => []);
  return {
    statements: new Map(statements.map((row) => [row.key, {
      sql: row.sql,
      callCount: row.calls,
      rowCount: row.rows,
      executionMs: row.ms,
    }])),
    sessionCount: database?.sessions ?? 0,
    writtenRowCount: database?.written ?? 0,
    rolledBackCount: database?.rollbacks ?? 0,
    readAtS: (startedAt + readMs / 2) / 1000,
    readTookS: readMs / 1000,
    droppedCount: info?.dropped ?? null,
  };
}

/**
 * Begins the books of one database anew. PostgreSQL keeps the text of the first statement of a kind,
 * so that without it a server's `BEGIN` would be booked as an earlier server's `begin`.
 *
 * A role that may not do it goes on with the old texts; the counts are right all the same.
 */
export async function beginBooks(sql: Sql, kept: boolean): Promise<void> {
  if (!kept) return;
  await sql`
    SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)`
    .catch(() => {});
}

/** What was added to the books between two readings. */
export function receiptBetween(before: Books | null, after: Books | null): Receipt | null {
  if (before === null || after === null) return null;
  const statements = [...after.statements].map(([key, now]) => {
    const then = before.statements.get(key);
    return {
      sql: oneLine(now.sql),
      callCount: now.callCount - (then?.callCount ?? 0),
      rowCount: now.rowCount - (then?.rowCount ?? 0),
      executionMs: round(now.executionMs - (then?.executionMs ?? 0)),
    };
  }).filter((statement) => statement.callCount > 0);
  const sum = (count: (s: typeof statements[number]) => number) =>
    statements.reduce((total, statement) => total + count(statement), 0);
  return {
    statementCount: sum((s) => s.callCount),
    rowCount: sum((s) => s.rowCount),
    sessionsOpenedCount: Math.max(0, after.sessionCount - before.sessionCount),
    bookedS: after.readAtS - before.readAtS,
    bookedErrorS: (after.readTookS + before.readTookS) / 2,
    writtenRowCount: Math.max(0, after.writtenRowCount - before.writtenRowCount),
    rolledBackCount: Math.max(0, after.rolledBackCount - before.rolledBackCount),
    ...(before.droppedCount === null || after.droppedCount === null
      ? {}
      : { droppedCount: Math.max(0, after.droppedCount - before.droppedCount) }),
    executionMs: round(sum((s) => s.executionMs)),
    statements: statements.toSorted((a, b) => b.executionMs - a.executionMs),
  };
}

const oneLine = (sql: string) => sql.replace(/\s+/g, " ").trim();
const round = (ms: number) => Math.max(0, Math.round(ms * 1000) / 1000);
