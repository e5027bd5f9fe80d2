import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import postgres from "postgres";
import { setConnectDelay } from "./connectdelay.ts";
import { Killing } from "./killing.ts";
import { withShop } from "../testing/database.ts";
import { readBooks, receiptBetween } from "../watch/receipt.ts";

const DELAY_MS = 400;

/** How long a server waits for a new connection. */
async function connectMs(url: string): Promise<number> {
  const server = postgres(url, { max: 1, fetch_types: false });
  const startedAt = performance.now();
  await server`SELECT 1`;
  const elapsedMs = performance.now() - startedAt;
  await server.end();
  return elapsedMs;
}

Deno.test("a connect delay holds back each new connection, is in no receipt, and is taken away again", () =>
  withShop(async ({ sql, serverUrl, keepsBooks }) => {
    const before = await readBooks(sql, keepsBooks);
    await setConnectDelay(sql, DELAY_MS);
    try {
      assert.ok(await connectMs(serverUrl) >= DELAY_MS);
    } finally {
      await setConnectDelay(sql, 0);
    }
    const [left] = await sql`
      SELECT (SELECT count(*)::int FROM pg_event_trigger) AS triggers,
        (SELECT count(*)::int FROM pg_proc WHERE proname = 'gauntlet_login') AS functions`;
    assert.deepEqual({ ...left }, { triggers: 0, functions: 0 });
    const receipt = receiptBetween(before, await readBooks(sql, keepsBooks))!;
    const asked = receipt.statements.map((statement) => statement.sql);
    assert.ok(asked.includes("SELECT $1") || asked.includes("SELECT 1"), asked.join("; "));
    assert.ok(!asked.some((statement) => statement.includes("pg_sleep")), asked.join("; "));
  }));

Deno.test("a role that is no superuser is told why connections cannot be delayed", () =>
  withShop(async ({ serverUrl }) => {
    const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
    try {
      await assert.rejects(
        setConnectDelay(server, 5),
        /Cannot delay connections by 5 ms: .*; it takes a superuser of PostgreSQL 17 or newer/,
      );
    } finally {
      await server.end();
    }
  }));

Deno.test("Killing ends the sessions of the server, not the lab's own, and counts them", () =>
  withShop(async ({ sql, serverUrl }) => {
    const server = postgres(serverUrl, { max: 1, fetch_types: false });
    try {
      const [before] = await server`SELECT pg_backend_pid() AS pid`;
      const [own] = await sql`SELECT pg_backend_pid() AS pid`;
      const killing = new Killing(sql, 0.1);
      await sleep(350);
      const killedCount = await killing.stop();
      const [after] = await server`SELECT pg_backend_pid() AS pid`;
      assert.notEqual(after!.pid, before!.pid);
      const [ownAfter] = await sql`SELECT pg_backend_pid() AS pid`;
      assert.equal(ownAfter!.pid, own!.pid);
      assert.ok(killedCount >= 1, `${killedCount} were ended`);
    } finally {
      await server.end();
    }
  }));
