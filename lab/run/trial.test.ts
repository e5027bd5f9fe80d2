/** Trials on real parts: what each is measured with, what it leaves behind, and what is not known. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Cell } from "../nouns/cell.ts";
import type { Outcome } from "../nouns/outcome.ts";
import type { Plan } from "../nouns/plan.ts";
import { type Catalog, readCatalog } from "../server/catalog.ts";
import { withServer } from "../server/server.ts";
import { assertNothingLeft } from "../testing/leftovers.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { shop } from "../testing/project.ts";
import { variantIn } from "../testing/variants.ts";
import { readEnvironment } from "./environment.ts";
import { type Grid, grid } from "../plan/grid.ts";
import { setStage, type Stage } from "./stage.ts";
import { type Phase, runTrial } from "./trial.ts";

type Completed = Extract<Outcome, { state: "completed" }>;
const never = new AbortController().signal;
const PLAN = { profile: { blocks: 1, warmUpS: 0.4, windowS: 1 }, seed: 1 } as Plan;

/** A stage for some cells, and what was said while it was set. */
async function staged(cells: Cell[], among: Catalog = shop) {
  const said: string[] = [];
  const stage = await setStage(
    cells,
    (event) => event.type === "preparing" && said.push(event.what),
    never,
    among,
  );
  return { stage, said, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const outcomeOf = async (stage: Stage, cell: Cell, onPhase: (phase: Phase) => void = () => {}) =>
  (await runTrial(stage, { trial: 1, block: 1, cell }, PLAN, { signal: never, onPhase })).outcome;

/** Measures a cell, which must complete with no answer but good ones. */
async function measured(stage: Stage, cell: Cell, onPhase?: (phase: Phase) => void) {
  const outcome = await outcomeOf(stage, cell, onPhase);
  assert.ok(outcome.state === "completed", JSON.stringify(outcome));
  assert.ok(outcome.okCount > 0);
  assert.equal(outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount, 0);
  return outcome;
}

const perRequest = ({ receipt, okCount }: Completed) => receipt!.statementCount / okCount;
const cellOf = (given: Partial<Grid> = {}) => grid({ variants: ["shop-deno"], ...given }, shop)[0]!;

Deno.test("what a trial writes is in a copy that is gone with it: no other trial sees it", async () => {
  const order = cellOf({ endpoint: "order" });
  const visit = cellOf({ endpoint: "visit" });
  {
    await using at = await staged([order, visit]);
    const { sql } = at.stage.database!.of("shop", 100);
    const purchases = async () =>
      (await sql`SELECT count(*)::int AS count FROM purchase`)[0]!.count;
    const databases = async () =>
      (await sql`SELECT datname FROM pg_database WHERE datname LIKE '%\\_copy'`).length;
    assert.equal(await purchases(), 0);
    const copiesSeen: number[] = [];
    for (const cell of [order, visit, order]) {
      const outcome = await measured(at.stage, cell);
      copiesSeen.push(await databases());
      const { receipt } = outcome;
      assert.ok(receipt!.statements.some(({ sql }) => sql.startsWith("INSERT INTO purchase")));
      assert.ok(perRequest(outcome) > 0.8 && perRequest(outcome) < 1.25, `${perRequest(outcome)}`);
      assert.equal(await purchases(), 0);
    }
    assert.deepEqual(copiesSeen, [0, 0, 0]);
  }
  await assertNothingLeft();
});

Deno.test("a database can be far: every question of the server takes the way there and back", async () => {
  const near = cellOf({ endpoint: "item", connections: 1 });
  const far = cellOf({ endpoint: "item", connections: 1, databaseRoundTripMs: 20 });
  {
    await using at = await staged([near, far]);
    const [ofNear, ofFar] = [await measured(at.stage, near), await measured(at.stage, far)];
    assert.ok(ofFar.databaseRoundTripSeenMs! >= 20);
    // A machine that does other things answers late, however near.
    assert.ok(ofNear.databaseRoundTripSeenMs! < ofFar.databaseRoundTripSeenMs!);
    assert.ok(ofFar.latencyP50Ms >= 20, `${ofFar.latencyP50Ms} ms`);
    assert.ok(ofFar.relayCpuS !== undefined && ofNear.relayCpuS === undefined);
    // The server talks to the relay, and PostgreSQL to the relay: what it did is the same.
    assert.ok(Math.abs(perRequest(ofFar) - perRequest(ofNear)) < 0.2);
    assert.equal(ofFar.databaseConnectionCount, ofNear.databaseConnectionCount);
  }
  await assertNothingLeft();
});

Deno.test("trials that only read share the database as it is", async () => {
  const cell = cellOf({ endpoint: "item", workers: [2] });
  await using at = await staged([cell]);
  const phases: Phase[] = [];
  const outcome = await measured(at.stage, cell, (phase) => phases.push(phase));
  assert.deepEqual(phases, ["starting", "verifying", "measuring", "stopping"]);
  assert.equal(outcome.serverProcessCount, 3);
  assert.equal(outcome.reconnectCount, 0);
  assert.match(outcome.loadTool!, /^autocannon \d/);
  assert.ok(outcome.serverCpuS! > 0 && outcome.databaseCpuS! > 0 && outcome.generatorCpuS > 0);
  assert.deepEqual(outcome.receipt!.statements.map(({ sql }) => sql), [
    "SELECT id, name, price FROM item WHERE id = $1",
  ]);
});

Deno.test("a service is up for those who call it, and answers by the scenario's parameter", async () => {
  const DELAY_MS = 40;
  const cell = cellOf({ endpoint: "price", parameters: { delayMs: DELAY_MS } });
  await using at = await staged([cell]);
  assert.deepEqual(Object.keys(at.stage.servicesOf("shop")), ["PRICES_URL"]);
  const { latencyP50Ms, receipt } = await measured(at.stage, cell);
  assert.ok(latencyP50Ms >= DELAY_MS, `p50 is ${latencyP50Ms} ms`);
  assert.equal(receipt!.statementCount, 0);
});

Deno.test("without keep-alive each request opens a connection, and open loops and idle connections are counted", async () => {
  const closing = cellOf({ endpoint: "page", keepAlive: false });
  const open = cellOf({
    endpoint: "order",
    load: { kind: "open", rateRps: 60, arrivals: "poisson", connections: 4, seed: 2 },
    idleConnections: 5,
  });
  await using at = await staged([closing, open]);
  const { reconnectCount, okCount } = await measured(at.stage, closing);
  assert.ok(reconnectCount >= okCount - 4, `${reconnectCount} connections for ${okCount} answers`);
  const opened = await measured(at.stage, open);
  assert.match(opened.loadTool!, /^undici \d/);
  assert.equal(opened.idleConnectionCount, 5);
  assert.ok(opened.offeredRps! > 20);
});

Deno.test("an answer that is not what the workload says is a failed trial that says so", async () => {
  const cell = cellOf({ endpoint: "page", options: { greeting: "good-day" } });
  const among = {
    ...shop,
    // Told of another option than the check goes by.
    variants: new Map([["shop-deno", {
      ...shop.variants.get("shop-deno")!,
      env: { GREETING: "go away" },
    }]]),
  };
  await using at = await staged([cell], among);
  const outcome = await outcomeOf(at.stage, cell);
  assert.ok(outcome.state === "failed");
  assert.match(
    outcome.reason,
    /^Cannot measure "shop-deno": page answered with another greeting: \{"greeting":"go away"\}; see the checks/,
  );
});

/** A workload with no database, and a server of it. */
const THINGS = {
  "servers/things/workload.ts": `export const workload = {
    title: "Things", database: null,
    endpoints: { page: { request: { path: "/" }, check: () => null, database: null } },
  };`,
  "servers/things/mine/server.ts": `Deno.serve(
    { hostname: Deno.env.get("HOST"), port: Number(Deno.env.get("PORT")) },
    () => new Response(String(Deno.env.get("DATABASE_URL"))));`,
  "servers/things/mine/variants.ts": `export const variants = [{
    name: "mine", title: "Mine", runtime: "deno", model: "async", threaded: false,
    endpoints: ["page"], command: () => ["deno", "run", "-A", "--quiet", "server.ts"],
  }];`,
};

Deno.test("a workload without a database starts no PostgreSQL, and nothing is known of one", async () => {
  await using t = await temporaryFolder(THINGS);
  const among = await readCatalog(join(t.folder, "servers"));
  assert.deepEqual(among.problems, []);
  const [cell] = grid({ variants: ["mine"], connections: 3 }, among);
  await using at = await staged([cell!], among);
  assert.equal(at.stage.database, null);
  assert.deepEqual(at.said, []);
  const outcome = await measured(at.stage, cell!);
  assert.equal(outcome.receipt, null);
  for (
    const field of [
      "databaseCpuS",
      "databaseMemoryMiB",
      "databaseProcessCount",
      "databaseConnectionCount",
      "databaseVoluntarySwitchCount",
      "probeCpuS",
    ] as const
  ) assert.equal(outcome[field], null, field);
  assert.equal(outcome.waitSamples, undefined);
  assert.ok(outcome.serverCpuS! > 0 && outcome.serverMemoryMiB! > 1);
  const environment = await readEnvironment(at.stage);
  assert.equal(environment.database, "none");
  assert.deepEqual(environment.databaseSettings, {});
  assert.equal(environment.versions.postgresql, undefined);
});

/** What only the lab can know that started a server. */
const UNKNOWN = [
  "serverCpuS",
  "serverMemoryMiB",
  "serverProcessCount",
  "serverThreadCount",
  "serverVoluntarySwitchCount",
  "serverInvoluntarySwitchCount",
] as const;

Deno.test("of a server that already runs nothing is known but its answers; with its pid, its processes too", async () => {
  await using t = await temporaryFolder(THINGS);
  const own = await readCatalog(join(t.folder, "servers"));
  const [started] = grid({ variants: ["mine"] }, own);
  const services = { databaseUrl: null, variables: {} };
  const mine = own.variants.get("mine")!;
  await withServer(mine, started!, services, never, async ({ url, pid }) => {
    const of = (name: string, given: { pid?: number }) =>
      variantIn(mine.folder, {
        ...{ name, runtime: "url", url, workload: "things", command: undefined },
        ...given,
      });
    const among: Catalog = {
      ...own,
      variants: new Map([
        ["unknown", of("unknown", {})],
        ["known", of("known", { pid: pid! })],
      ]),
    };
    const [unknown, known] = grid({ variants: ["unknown", "known"], connections: 3 }, among);
    await using at = await staged([unknown!, known!], among);
    const less = await measured(at.stage, unknown!);
    for (const field of UNKNOWN) assert.equal(less[field], null, field);
    assert.equal(less.serverCpuByProcessS, undefined);
    const more = await measured(at.stage, known!);
    for (const field of UNKNOWN) assert.ok(typeof more[field] === "number", field);
    assert.ok(more.serverCpuS! > 0);
    assert.equal(more.serverProcessCount, 1);
    assert.equal(more.serverCpuByProcessS!.length, 1);
    for (const outcome of [less, more]) {
      assert.equal(outcome.readyS, null);
      assert.ok(outcome.generatorCpuS > 0 && outcome.throughputRps > 0);
    }
    assert.equal(await (await fetch(url)).text(), "undefined", "it still runs");
  });
});

Deno.test("a server that already runs has a database of its own: none of ours is filled for it", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ greeting: "hello" }),
  );
  await using _server = server;
  const url = `http://127.0.0.1:${server.addr.port}`;
  const variant = variantIn("/", { name: "running", runtime: "url", url, command: undefined });
  const among = { ...shop, variants: new Map([["running", variant]]) };
  const [cell] = grid({ variants: ["running"], endpoint: "page" }, among);
  await using at = await staged([cell!], among);
  assert.equal(at.stage.database, null);
  assert.equal((await measured(at.stage, cell!)).receipt, null);
});

Deno.test("one that does not run is a failed trial that says so", async () => {
  const variant = variantIn("/", {
    ...{ name: "running", runtime: "url", url: "http://127.0.0.1:1", command: undefined },
  });
  const among = { ...shop, variants: new Map([["running", variant]]) };
  const [cell] = grid({ variants: ["running"], endpoint: "page" }, among);
  await using at = await staged([cell!], among);
  const outcome = await outcomeOf(at.stage, cell!);
  assert.ok(outcome.state === "failed");
  assert.match(outcome.reason, /^Cannot measure "running": nothing answered at 127\.0\.0\.1:1 /);
});

Deno.test("a stage refuses more connections than PostgreSQL gives, and a load that no tool gives", async () => {
  const many = cellOf({ workers: [64], pool: { poolMin: 1, poolMax: 100 } });
  await assert.rejects(
    setStage([many], () => {}, never, shop),
    /64 workers with pools of 100 may open 6400 connections, and PostgreSQL gives 400 - 8 = 392/,
  );
  await assert.rejects(
    setStage([cellOf({ tool: "autocanon" })], () => {}, never, shop),
    /Cannot load with "autocanon": did you mean "autocannon"\?/,
  );
  await assertNothingLeft();
});
