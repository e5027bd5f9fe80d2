import assert from "node:assert/strict";
import { fixtureCell, fixtureForeignCell } from "../analysis/fixtures/runs.ts";
import { variantIn } from "../testing/variants.ts";
import { checkConnections, checkOptions, checkSettings, mostConnections } from "./settings.ts";

const made = variantIn("/nowhere", { threaded: true, options: { sql: ["join", "raw"] } });
const evented = variantIn("/nowhere");
const settings = { workers: 4, threads: 5, poolMin: 5, poolMax: 15 };
const none = { workers: null, threads: null, poolMin: null, poolMax: null };

Deno.test("checkSettings() refuses an option or a value that a variant does not have", () => {
  checkSettings(made, { ...settings, options: { sql: "raw" } });
  assert.throws(
    () => checkSettings(made, { ...settings, options: { sql: "rwa" } }),
    /^GauntletError: Cannot start "made-up": its option "sql" has no value "rwa"; did you mean "raw"\?$/,
  );
  assert.throws(
    () => checkSettings(made, { ...settings, options: { sql: "by the ORM" } }),
    /its option "sql" has no value "by the ORM"; choose one of join, raw$/,
  );
  assert.throws(
    () => checkSettings(made, { ...settings, options: { sqll: "raw" } }),
    /it has no option "sqll"; did you mean "sql"\?$/,
  );
  assert.throws(
    () => checkOptions(evented, { loop: "uvloop" }),
    /it has no option "loop"; there is none$/,
  );
  checkOptions(evented);
});

Deno.test("checkSettings() wants threads of a variant that has them, and none of others", () => {
  assert.throws(
    () => checkSettings(made, { ...settings, threads: null }),
    /threads is null; set a number$/,
  );
  assert.throws(
    () => checkSettings(evented, settings),
    /threads is 5, and it has none to set; leave threads out$/,
  );
  checkSettings(evented, { ...settings, threads: null });
});

Deno.test("checkSettings() wants numbers of what the lab starts, and a pool that fits", () => {
  assert.throws(() => checkSettings(made, none), /workers or its pool are null; set numbers$/);
  for (const field of ["workers", "poolMin", "poolMax"] as const) {
    assert.throws(() => checkSettings(made, { ...settings, [field]: null }), /set numbers$/);
  }
  assert.throws(
    () => checkSettings(made, { ...settings, poolMin: 16 }),
    /its pool's minimum 16 is above the maximum 15; lower poolMin$/,
  );
});

Deno.test("checkSettings() sets nothing of a server that already runs", () => {
  const url = variantIn("/nowhere", { runtime: "url", url: "http://127.0.0.1:1" });
  checkSettings(url, none);
  for (const field of ["workers", "threads", "poolMin", "poolMax"] as const) {
    assert.throws(
      () => checkSettings(url, { ...none, [field]: 2 }),
      /it already runs, and how is not for the lab to set; leave out workers and threads$/,
    );
  }
});

Deno.test("checkConnections() refuses what PostgreSQL cannot give, with the arithmetic", () => {
  checkConnections(made, fixtureCell("made-up", 4, 5), 100);
  assert.throws(
    () => checkConnections(made, fixtureCell("made-up", 8, 5), 100),
    /Cannot start "made-up": 8 workers with pools of 15 may open 120 connections, and PostgreSQL gives 100 - 8 = 92; lower workers or poolMax/,
  );
  const unpooled = { ...made, maxConnections: (_: unknown, concurrency: number) => concurrency };
  checkConnections(unpooled, fixtureCell("made-up", 8, 5), 100);
  assert.equal(mostConnections(unpooled, fixtureCell("made-up", 8, 5)), 64);
});

Deno.test("a server that already runs has none of our connections", () => {
  const cell = fixtureForeignCell("made-up");
  assert.equal(mostConnections(made, cell), 0);
  checkConnections(made, cell, 10);
});
