import assert from "node:assert/strict";
import postgres from "postgres";
import { type Database, openDatabase } from "./database.ts";
import { startEmbedded, toldOf } from "./embedded.ts";
import { checkRights } from "./external.ts";
import { readBooks, receiptBetween } from "../watch/receipt.ts";
import { processTable } from "../system/processes/proc.ts";
import { alone, noHooks, SHOP, SIZE, withShop } from "../testing/database.ts";
import { faultTest } from "../testing/faults.ts";

/** The larger size. */
const MANY = SHOP.database!.sizes[1]!;
const wanted = (...sizes: number[]) => sizes.map((size) => ({ workload: SHOP, size }));

/** Gives the lab a `DATABASE_URL` for as long as it is in scope. */
function withUrl(url: string): Disposable {
  Deno.env.set("DATABASE_URL", url);
  return { [Symbol.dispose]: () => Deno.env.delete("DATABASE_URL") };
}

async function rowsOf(database: Database, size: number) {
  const [count] = await database.of("shop", size).sql`
    SELECT (SELECT count(*)::int FROM item) AS items, (SELECT count(*)::int FROM maker) AS makers`;
  return { ...count };
}

Deno.test("openDatabase() fills each size once, and stops PostgreSQL when it is closed", async () => {
  using _lock = await alone();
  let pid = 0;
  {
    await using database = await openDatabase(wanted(SIZE, MANY), {
      ...noHooks,
      onStarted: (p) => pid = p,
    });
    assert.deepEqual(await rowsOf(database, SIZE), { items: SIZE, makers: 10 });
    assert.deepEqual(await rowsOf(database, MANY), { items: MANY, makers: 10 });
    assert.match(database.versionAndSettings.version, /^18\./);
    assert.equal(database.versionAndSettings.settings.password_encryption, "scram-sha-256");
    assert.equal(database.of("shop", SIZE).keepsBooks, true);
  }
  assert.equal((await processTable()).get(pid), undefined);
  const filled: number[] = [];
  await using _again = await openDatabase(wanted(SIZE), {
    ...noHooks,
    onFill: ({ size }) => filled.push(size),
  });
  assert.deepEqual(filled, []);
});

Deno.test("the servers' role logs in with its password only, may change rows, and no tables or databases", () =>
  withShop(async ({ serverUrl }) => {
    const wrong = postgres(Object.assign(new URL(serverUrl), { password: "wrong" }).href, {
      max: 1,
    });
    await assert.rejects(wrong`SELECT 1`, /password authentication failed/);
    await wrong.end();
    const right = postgres(serverUrl, { max: 1 });
    assert.equal((await right`SELECT 1 AS one`)[0]!.one, 1);
    await assert.rejects(right`CREATE DATABASE gauntlet_other`, /permission denied/);
    await assert.rejects(right`CREATE TABLE other (id int)`, /permission denied/);
    await assert.rejects(right`DELETE FROM gauntlet_fill`, /permission denied/);
    await right`UPDATE item SET price = price WHERE id = 1`;
    await right.end();
  }));

Deno.test("a receipt has what a server did, and none of the lab's own questions", () =>
  withShop(async ({ sql, serverUrl, keepsBooks }) => {
    const before = await readBooks(sql, keepsBooks);
    const server = postgres(serverUrl, { max: 1, fetch_types: false });
    for (let request = 0; request < 3; request++) await server`SELECT id FROM item WHERE id <= 2`;
    await server.end();
    const receipt = receiptBetween(before, await readBooks(sql, keepsBooks))!;
    assert.equal(receipt.statementCount, 3);
    assert.equal(receipt.rowCount, 6);
    assert.deepEqual(receipt.statements.map((s) => s.sql), ["SELECT id FROM item WHERE id <= $1"]);
  }));

Deno.test("DATABASE_URL: a role without rights is told so, and nothing is touched", async () => {
  using _lock = await alone();
  await using stranger = await startEmbedded(() => {});
  const admin = postgres(stranger.adminUrl("postgres"), { max: 1, onnotice: () => {} });
  try {
    await admin`DROP DATABASE IF EXISTS gauntlet_shop_2k`;
    await admin`DROP ROLE IF EXISTS reader`;
    await admin`CREATE ROLE reader LOGIN PASSWORD 'secret'`;
    const before = await admin`SELECT datname FROM pg_database ORDER BY 1`;
    const url = new URL(stranger.adminUrl("postgres"));
    using _url = withUrl(Object.assign(url, { username: "reader", password: "secret" }).href);
    await assert.rejects(
      openDatabase(wanted(MANY), noHooks),
      /its role "reader" may not create the database "gauntlet_shop_2k"; run ALTER ROLE "reader" CREATEDB/,
    );
    assert.deepEqual(await admin`SELECT datname FROM pg_database ORDER BY 1`, before);
  } finally {
    await admin.end();
  }
});

Deno.test("DATABASE_URL: a role that may create databases makes only those named gauntlet_", async () => {
  using _lock = await alone();
  await using stranger = await startEmbedded(() => {});
  const admin = postgres(stranger.adminUrl("postgres"), { max: 1, onnotice: () => {} });
  try {
    await admin`DROP DATABASE IF EXISTS gauntlet_shop_100 WITH (FORCE)`;
    await admin`DROP ROLE IF EXISTS owner`;
    await admin`CREATE ROLE owner LOGIN CREATEDB PASSWORD 'secret'`;
    await admin`DROP DATABASE IF EXISTS precious`;
    await admin`CREATE DATABASE precious`;
    const before = (await admin`SELECT datname FROM pg_database ORDER BY 1`).map((row) =>
      row.datname
    );
    const url = new URL(stranger.adminUrl("precious"));
    using _url = withUrl(Object.assign(url, { username: "owner", password: "secret" }).href);
    {
      await using database = await openDatabase(wanted(SIZE), noHooks);
      assert.equal(database.kind, "DATABASE_URL");
      assert.equal(database.pid, null);
      assert.deepEqual(await rowsOf(database, SIZE), { items: SIZE, makers: 10 });
      // An ordinary role may not load the extension: no receipts, and no failure.
      assert.equal(database.of("shop", SIZE).keepsBooks, false);
    }
    const after = (await admin`SELECT datname FROM pg_database ORDER BY 1`).map((row) =>
      row.datname
    );
    assert.deepEqual(after.filter((name) => !before.includes(name)), ["gauntlet_shop_100"]);
    const precious = postgres(stranger.adminUrl("precious"), { max: 1 });
    assert.deepEqual([
      ...await precious`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
    ], []);
    await precious.end();
  } finally {
    await admin`DROP DATABASE IF EXISTS gauntlet_shop_100 WITH (FORCE)`;
    await admin`DROP DATABASE IF EXISTS precious`;
    await admin`DROP ROLE IF EXISTS owner`;
    await admin.end();
  }
});

faultTest(
  "DATABASE_URL that is none",
  "DATABASE_URL: what is no address, and what does not answer, is said in a sentence",
  async () => {
    for (const wrong of ["localhost", "mysql://a@127.0.0.1/b"]) {
      using _url = withUrl(wrong);
      await assert.rejects(
        openDatabase(wanted(SIZE), noHooks),
        /it is no address of the form postgresql:/,
      );
    }
    using _url = withUrl("postgresql://a:b@127.0.0.1:1/c");
    await assert.rejects(
      openDatabase(wanted(SIZE), noHooks),
      /Cannot use DATABASE_URL: .*; correct it, or unset it/,
    );
  },
);

Deno.test("checkRights() refuses a PostgreSQL that is too old", () => {
  const rights = { role: "r", versionMajor: 12, mayCreateDatabases: true, existing: [] };
  assert.throws(() => checkRights(rights, []), /is PostgreSQL 12, and the lab needs 14 or newer/);
});

Deno.test("what PostgreSQL said is not hidden by the questions that came too early", () => {
  const early = "2026-01-02 09:47:24.680 UTC [7] FATAL:  the database system is starting up";
  const cause =
    "2026-01-02 09:47:24.600 UTC [6] PANIC:  could not locate a valid checkpoint record";
  const log = [cause, ...Array.from({ length: 40 }, () => early)].join("\n");
  assert.equal(toldOf({ rawTail: () => log }), cause);
  assert.equal(toldOf({ rawTail: () => early }), "(nothing)");
});
