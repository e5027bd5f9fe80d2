/** What one request of a server does to the database, by PostgreSQL's own books. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Receipt } from "../nouns/outcome.ts";
import { boundsOf } from "../nouns/use.ts";
import type { DatabaseUse, Expected } from "../nouns/workload.ts";
import type { RunningServer } from "../server/server.ts";
import { beginBooks, readBooks, receiptBetween } from "../watch/receipt.ts";
import { answerLimit, type ConformanceStage, databaseUseOf, requestsOf } from "./stage.ts";

/** A server may end its transaction, and PostgreSQL book a session, after the answer has gone. */
const BOOKED_AFTER_MS = 120;

/**
 * What one request does once connections are open and statements prepared. Now and then a request is
 * the first of a thread and opens its connection; so the one of three that did the least counts.
 */
export async function receiptOf(
  server: RunningServer,
  stage: ConformanceStage,
  endpoint: string,
): Promise<Receipt | null> {
  const { database } = stage;
  if (database === null || databaseUseOf(stage, endpoint) === null) return null;
  const { next } = requestsOf(stage, endpoint);
  const ask = async () => {
    const { path, ...init } = next().request;
    await (await fetch(server.url + path, { ...init, signal: answerLimit() })).text();
  };
  await beginBooks(database.sql, database.keepsBooks);
  for (let warm = 0; warm < 10; warm++) await ask();
  await sleep(BOOKED_AFTER_MS);
  const receipts: Receipt[] = [];
  for (let round = 0; round < 3; round++) {
    const before = await readBooks(database.sql, database.keepsBooks);
    await ask();
    await sleep(BOOKED_AFTER_MS);
    const receipt = receiptBetween(before, await readBooks(database.sql, database.keepsBooks));
    if (receipt) receipts.push(receipt);
  }
  return receipts.sort((a, b) =>
    a.statementCount - b.statementCount || a.sessionsOpenedCount - b.sessionsOpenedCount
  )[0] ?? null;
}

/** What of a receipt is outside of what one request should do. */
export function problemWithReceipt(receipt: Receipt, use: DatabaseUse): string | null {
  const outside = (count: number, wanted: Expected, what: string) => {
    const { least, most } = boundsOf(wanted);
    if (count >= least && count <= most) return null;
    return `it took ${count} ${what}, and ${
      least === most ? least : `${least} to ${most}`
    } are right`;
  };
  return outside(receipt.statementCount, use.statements, "statements") ??
    (use.rows === undefined ? null : outside(receipt.rowCount, use.rows, "rows"));
}
