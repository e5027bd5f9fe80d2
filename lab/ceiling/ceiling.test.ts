import assert from "node:assert/strict";
import { type Ceiling, type CeilingClient, measureCeiling } from "./measure.ts";
import { ceilingCell } from "./variant.ts";
import { runPlan } from "../run/client.ts";
import { assertNothingLeft } from "../system/leftovers.ts";
import { planRun } from "../run/plan.ts";
import { experiment } from "../run/experiment.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { measuringLock } from "../system/lock.ts";
import { findPgbench, scriptOf } from "./pgbench.ts";
import { SHAPES, SQL_SHAPES, type SqlShape } from "./shapes.ts";

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  using _lock = await measuringLock(() => {}, new AbortController().signal);
  await using database = await openDatabase([1000], { onStarted: () => {}, onFill: () => {} });
  await work(database);
}

const CONNECTIONS = 8;
const ceiling = (database: Database, by: CeilingClient, sql: SqlShape = "join") =>
  measureCeiling(database.withRows(1000), {
    sql,
    connections: CONNECTIONS,
    windowS: 1,
    databasePid: database.pid,
    by,
  });

function assertPlausible(seen: Ceiling): void {
  assert.ok(seen.okCount > 50, `${seen.okCount} queries`);
  const inFlight = seen.throughputRps * seen.latencyMeanMs / 1000;
  assert.ok(inFlight > CONNECTIONS / 2 && inFlight < CONNECTIONS * 1.5, `${inFlight} in flight`);
  assert.ok(seen.databaseCpuS! > 0 && seen.generatorCpuS > 0);
  assert.ok(seen.latencyP50Ms <= seen.latencyP99Ms);
}

Deno.test("the lab's own client of SQL agrees with pgbench within a factor, by a median of alternating pairs", async () => {
  await withDatabase(async (database) => {
    const pgbench = await findPgbench() !== null;
    const ratios: number[] = [];
    for (let pair = 0; pair < 3; pair++) {
      const own = await ceiling(database, "postgres.js");
      assertPlausible(own);
      // Without pgbench there is nothing to agree with, and what was measured must do.
      if (!pgbench) return;
      const reference = await ceiling(database, "pgbench");
      assertPlausible(reference);
      ratios.push(own.throughputRps / reference.throughputRps);
    }
    const median = ratios.toSorted((a, b) => a - b)[1]!;
    assert.ok(median > 0.6 && median < 1.5, `ratios ${ratios.map((ratio) => ratio.toFixed(2))}`);
  });
});

Deno.test("both clients send what the shape says, and nothing beside it", async () => {
  await withDatabase(async (database) => {
    const { sql } = database.withRows(1000);
    const clients: CeilingClient[] = await findPgbench() === null
      ? ["postgres.js"]
      : ["postgres.js", "pgbench"];
    for (const by of clients) {
      await sql`SELECT pg_stat_statements_reset()`;
      await ceiling(database, by, "limit-then-key");
      const calls = await sql`
        SELECT query LIKE '%FROM author%' AS author, sum(calls)::int AS count
        FROM pg_stat_statements
        WHERE query LIKE '%FROM quote%' OR query LIKE '%FROM author%' GROUP BY 1`;
      const count = (author: boolean) => calls.find((row) => row.author === author)!.count;
      const statements = await sql`
        SELECT count(*)::int AS count FROM pg_stat_statements
        WHERE query NOT LIKE '%pg_%' AND query NOT LIKE '%FROM quote%'
          AND query NOT LIKE '%FROM author%'
          AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      assert.ok(count(true) <= count(false) && count(true) >= count(false) - CONNECTIONS, by);
      assert.equal(statements[0]!.count, 0, by);
    }
  });
});

Deno.test("measureCeiling() without pgbench says so when it is asked for", async () => {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    await assert.rejects(
      measureCeiling({} as never, { sql: "join", connections: 1, windowS: 1, by: "pgbench" }),
      /with pgbench: it is not on PATH; install it, or ask for "postgres.js"$/,
    );
  } finally {
    Deno.env.set("PATH", path);
  }
});

Deno.test("scriptOf() hands the author's key from one statement to the next", () => {
  assert.match(scriptOf("limit-then-key"), /LIMIT 1 \\gset\n.* WHERE id = :author_id;\n$/);
  for (const shape of SQL_SHAPES) assert.ok(scriptOf(shape).startsWith(SHAPES[shape].quote));
});

Deno.test("findPgbench() is null where no folder of PATH has it", async () => {
  assert.equal(await findPgbench("/nowhere::/dev"), null);
});

const ceilingPlan = (windowS: number) => {
  const profile = { blocks: 1, warmUpS: 0.5, windowS };
  const cells = [ceilingCell({ sql: "django-join", rows: 1000, connections: CONNECTIONS })];
  return planRun(
    experiment({ name: "test", question: "How high?", cells, quick: profile, full: profile }),
    "quick",
    1,
  );
};

Deno.test("the ceiling rides in a run as a cell: a trial without a server", async () => {
  await using _data = await temporaryData();
  const { runId, completedCount } = await runPlan(await ceilingPlan(1));
  assert.equal(completedCount, 1);
  const { outcome } = (await readRun(runId)).trials[0]!;
  assert.ok(outcome.state === "completed");
  assert.equal(outcome.ceilingClient, await findPgbench() === null ? "postgres.js" : "pgbench");
  assert.equal(outcome.serverProcessCount, 0);
  assert.ok(outcome.databaseMemoryMiB! > 1 && outcome.generatorCpuS > 0);
  assert.equal(outcome.waitSessionMeanCount, CONNECTIONS);
  const perQuery = outcome.receipt!.statementCount / outcome.okCount;
  assert.ok(perQuery > 0.8 && perQuery < 1.25, `${perQuery} statements a query`);
  await assertNothingLeft();
});

Deno.test("a ceiling that is stopped leaves nothing behind", async () => {
  await using _data = await temporaryData();
  const abort = new AbortController();
  const { state, completedCount } = await runPlan(await ceilingPlan(30), {
    signal: abort.signal,
    onEvent: (event) => event.type === "trial-phase" && setTimeout(() => abort.abort(), 1000),
  });
  assert.deepEqual([state, completedCount], ["stopped", 0]);
  await assertNothingLeft();
});
