import assert from "node:assert/strict";
import type { Sql } from "postgres";
import postgres from "postgres";
import type { FoundWorkload } from "../nouns/workload.ts";
import { alone, noHooks, SHOP, SIZE, withShop } from "../testing/database.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { openDatabase } from "./database.ts";
import { databaseName, fillMark } from "./fill.ts";

const SCHEMA = "CREATE TABLE thing (id int, made text);";
const FILL = `-- :size of them; the time is no parameter
  INSERT INTO thing SELECT key, ('2026-01-01 10:20:30'::timestamp)::date::text
  FROM generate_series(1, :size::int) AS key; INSERT INTO thing VALUES (:size * 10, ':sizes');`;

/** A workload in a folder of its own, whose databases are gone afterwards. */
async function workloadWith(files: Record<string, string>, given: Partial<FoundWorkload> = {}) {
  const lock = await alone();
  const t = await temporaryFolder(files);
  const workload: FoundWorkload = {
    name: "made-for-a-test",
    folder: t.folder,
    title: "Things",
    database: { sizes: [5], unit: "things", fill: "fill.sql" },
    endpoints: {},
    ...given,
  };
  /** Opens it and asks. */
  const opened = async <T>(size: number, ask: (sql: Sql) => Promise<T>) => {
    const filled: number[] = [];
    await using database = await openDatabase([{ workload, size }], {
      ...noHooks,
      onFill: (wanted) => filled.push(wanted.size),
    });
    return { filled, seen: await ask(database.of(workload.name, size).sql) };
  };
  return {
    ...t,
    workload,
    opened,
    [Symbol.asyncDispose]: async () => {
      await using database = await openDatabase([{ workload: SHOP, size: SIZE }], noHooks);
      const { sql } = database.of("shop", SIZE);
      const made = await sql`
        SELECT datname FROM pg_database WHERE datname LIKE 'gauntlet\\_made\\_for%'`;
      for (const { datname } of made) await sql.unsafe(`DROP DATABASE ${datname} WITH (FORCE)`);
      await t[Symbol.asyncDispose]();
      lock[Symbol.dispose]();
    },
  };
}

const things = async (sql: Sql) => [...await sql`SELECT id, made FROM thing ORDER BY id`];
const countOf = async (sql: Sql) => (await sql`SELECT count(*)::int AS count FROM thing`)[0]!.count;

Deno.test("fill.sql knows :size, and leaves casts, times and longer names alone", async () => {
  await using t = await workloadWith({ "schema.sql": SCHEMA, "fill.sql": FILL });
  const { filled, seen } = await t.opened(2, things);
  assert.deepEqual(filled, [2]);
  assert.deepEqual(seen.map((row) => ({ ...row })), [
    { id: 1, made: "2026-01-01" },
    { id: 2, made: "2026-01-01" },
    { id: 20, made: ":sizes" },
  ]);
});

Deno.test("a database is filled once, and again when the schema, the filling or the size is another", async () => {
  await using t = await workloadWith({ "schema.sql": SCHEMA, "fill.sql": FILL, "README.md": "" });
  const filledFor = async (size: number) => (await t.opened(size, countOf)).filled.length > 0;
  assert.deepEqual([await filledFor(5), await filledFor(5)], [true, false]);
  assert.deepEqual([await filledFor(6), await filledFor(6), await filledFor(5)], [
    true,
    false,
    false,
  ]);
  t.write({ "README.md": "changed", "workload.ts": "changed" });
  assert.equal(await filledFor(5), false);
  t.write({ "schema.sql": SCHEMA.replace("made text", "made text, more int DEFAULT 7") });
  const { filled, seen } = await t.opened(5, async (sql) => {
    const [row] = await sql`SELECT more FROM thing LIMIT 1`;
    return [row!.more, await countOf(sql)];
  });
  assert.deepEqual([filled, seen], [[5], [7, 6]]);
  t.write({ "fill.sql": FILL.replace(":size::int", ":size * 2") });
  assert.equal((await t.opened(5, countOf)).seen, 11);
});

Deno.test("a fill cut short is done again", async () => {
  await using t = await workloadWith({ "schema.sql": SCHEMA, "fill.sql": `${FILL} SELECT 1/0;` });
  await assert.rejects(t.opened(5, countOf), /fill\.sql failed/);
  t.write({ "fill.sql": FILL });
  assert.deepEqual(await t.opened(5, countOf), { filled: [5], seen: 6 });
});

Deno.test("SQL that is wrong is one sentence with the file and what PostgreSQL said", async () => {
  await using t = await workloadWith({ "schema.sql": "CREATE TABL thing ();", "fill.sql": FILL });
  await assert.rejects(t.opened(5, countOf), {
    name: "GauntletError",
    message: 'Cannot fill the database of the workload "made-for-a-test": schema.sql failed ' +
      '(syntax error at or near "TABL"); correct it',
  });
  t.write({ "schema.sql": SCHEMA, "fill.sql": "INSERT INTO thng VALUES (:size);" });
  await assert.rejects(t.opened(5, countOf), {
    message: 'Cannot fill the database of the workload "made-for-a-test": fill.sql failed ' +
      '(relation "thng" does not exist); correct it',
  });
});

Deno.test("a file that is missing is named", async () => {
  await using t = await workloadWith({ "fill.sql": FILL });
  await assert.rejects(
    t.opened(5, countOf),
    /^GauntletError: Cannot fill a database: .* has no schema\.sql; write it beside workload\.ts, or set its database to null$/,
  );
});

Deno.test("a workload may fill by a function, which is known by its file", async () => {
  const fill = async (sql: Sql, size: number) => {
    for (let id = 1; id <= size; id++) await sql`INSERT INTO thing VALUES (${id}, 'by hand')`;
  };
  const database = { sizes: [3], unit: "things", fill };
  await using t = await workloadWith({ "schema.sql": SCHEMA, "workload.ts": "one" }, { database });
  assert.deepEqual(await t.opened(3, countOf), { filled: [3], seen: 3 });
  assert.deepEqual(await t.opened(3, countOf), { filled: [], seen: 3 });
  const mark = await fillMark(t.workload, 3);
  t.write({ "workload.ts": "two" });
  assert.notEqual(await fillMark(t.workload, 3), mark);
  // Beside a file that is about the filling alone, the rest of the workload may change.
  t.write({ "fill.ts": "one" });
  const own = await fillMark(t.workload, 3);
  t.write({ "workload.ts": "three" });
  assert.equal(await fillMark(t.workload, 3), own);
});

Deno.test("databaseName() is short, and refuses what PostgreSQL would cut off", () => {
  assert.equal(databaseName("shop", 100), "gauntlet_shop_100");
  assert.equal(databaseName("my-shop", 10_000), "gauntlet_my_shop_10k");
  assert.equal(databaseName("shop", 2_000_000), "gauntlet_shop_2m");
  assert.equal(databaseName("shop", 1_500), "gauntlet_shop_1500");
  assert.throws(
    () => databaseName("a-name-that-goes-on-and-on-and-on-and-on-until-it-ends", 100),
    /Cannot make a database for the workload "a-name.*": its name ".*" would be longer than PostgreSQL's 63 letters; give the workload a shorter one$/,
  );
});

Deno.test("what is written to a copy is not in the database, nor in the next copy", () =>
  withShop(async ({ sql }, database) => {
    const purchases = async (of: Sql) =>
      (await of`SELECT count(*)::int AS count FROM purchase`)[0]!.count;
    const before = await purchases(sql);
    let name = "";
    {
      await using copy = await database.copyOf("shop", SIZE);
      const server = postgres(copy.serverUrl, { max: 1, fetch_types: false });
      await server`INSERT INTO purchase (item_id, count, note) VALUES (1, 1, 'mine')`;
      await server`DELETE FROM item WHERE id NOT IN (SELECT item_id FROM purchase)`;
      assert.equal(await purchases(copy.sql), before + 1);
      assert.equal(copy.keepsBooks, true);
      name = new URL(copy.serverUrl).pathname.slice(1);
      await server.end();
    }
    assert.equal(name, "gauntlet_shop_100_copy");
    assert.deepEqual([...await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`], []);
    assert.equal(await purchases(sql), before);
    await using again = await database.copyOf("shop", SIZE);
    assert.equal(await purchases(again.sql), before);
    const [items] = await again.sql`SELECT count(*)::int AS count FROM item`;
    assert.equal(items!.count, SIZE);
  }));

Deno.test("a copy can be made while a server is still connected to the database", () =>
  withShop(async ({ sql, serverUrl }, database) => {
    const server = postgres(serverUrl, { max: 2, fetch_types: false });
    await server`SELECT 1`;
    await using copy = await database.copyOf("shop", SIZE);
    assert.equal((await copy.sql`SELECT 1 AS one`)[0]!.one, 1);
    assert.equal(
      (await sql`SELECT 1 AS one`)[0]!.one,
      1,
      "the lab's own connection is there again",
    );
    await server.end({ timeout: 0 });
  }));
