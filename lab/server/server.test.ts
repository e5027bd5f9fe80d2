import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import type { Cell } from "../nouns/cell.ts";
import type { Settings } from "../nouns/settings.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { isFree, LOOPBACK } from "../system/ports.ts";
import { processTable } from "../system/processes/proc.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { variantIn } from "../testing/variants.ts";
import { type RunningServer, withServer } from "./server.ts";
import { faultTest } from "../testing/faults.ts";

const cellOf = (settings: Partial<Settings> = {}): Cell => ({
  variant: "made-up",
  settings: { workers: 2, threads: null, poolMin: 1, poolMax: 3, ...settings },
  scenario: {
    workload: "shop",
    endpoint: "page",
    size: 40,
    load: { kind: "closed", connections: 4 },
  },
});
const services = { databaseUrl: null, variables: {} };
const never = new AbortController().signal;

/** Answers its environment. */
const TELLS = `Deno.serve({ hostname: Deno.env.get("HOST"), port: Number(Deno.env.get("PORT")) },
  () => Response.json(Deno.env.toObject()));`;
const telling = (given: Partial<FoundVariant> = {}): FoundVariant =>
  variantIn("/", { command: () => [Deno.execPath(), "eval", "--quiet", TELLS], ...given });

const environmentOf = (
  variant: FoundVariant,
  cell = cellOf(),
  given: Parameters<typeof withServer>[2] = services,
): Promise<Record<string, string>> =>
  withServer(variant, cell, given, never, async ({ url }) => await (await fetch(url)).json());

Deno.test("a server is told its settings, its options and its services by its environment", async () => {
  const options = { httpServer: ["fast", "slow"], sql: ["join", "raw"] };
  const seen = await environmentOf(
    telling({ options, env: { MINE: "yes", POOL_MIN: "9" } }),
    cellOf({ threads: 7, options: { sql: "raw" } }),
    { databaseUrl: "postgresql://x", variables: { PRICES_URL: "http://y" } },
  );
  const { HOST, SIZE, WORKERS, THREADS, POOL_MAX, HTTP_SERVER, SQL, DATABASE_URL } = seen;
  assert.deepEqual([HOST, SIZE, WORKERS, THREADS], [LOOPBACK, "40", "2", "7"]);
  assert.deepEqual([POOL_MAX, HTTP_SERVER, SQL], ["3", "fast", "raw"]);
  assert.deepEqual([DATABASE_URL, seen.PRICES_URL], ["postgresql://x", "http://y"]);
  assert.deepEqual([seen.MINE, seen.POOL_MIN], ["yes", "9"], "the variant's own come last");
});

Deno.test("what is not set is not there, and a reader's own settings of servers are left out", async () => {
  const own = {
    UWSGI_PROCESSES: "8",
    SANIC_WORKERS: "8",
    GRANIAN_WORKERS: "8",
    GUNICORN_CMD_ARGS: "--workers 8",
    UVICORN_RELOAD: "true",
    PYTHONUNBUFFERED: "1",
    NODE_ENV: "production",
    GOMAXPROCS: "1",
    PGHOST: "elsewhere",
    HTTPS_PROXY: "http://proxy",
  };
  for (const [name, value] of Object.entries(own)) Deno.env.set(name, value);
  Deno.env.set("GAUNTLET_TEST_KEPT", "yes");
  try {
    const seen = await environmentOf(telling());
    for (const name of [...Object.keys(own), "THREADS", "DATABASE_URL"]) {
      assert.equal(seen[name], undefined, name);
    }
    assert.equal(seen.GAUNTLET_TEST_KEPT, "yes");
  } finally {
    for (const name of [...Object.keys(own), "GAUNTLET_TEST_KEPT"]) Deno.env.delete(name);
  }
});

Deno.test("a server is gone with all its processes, however it was used", async () => {
  const kept: RunningServer[] = [];
  const use = (server: RunningServer) => {
    kept.push(server);
    assert.ok(server.readyS! > 0 && server.pid !== null && !server.hasEnded());
    return kept.length === 1 ? Promise.resolve("used") : Promise.reject(new Error("misused"));
  };
  assert.equal(await withServer(telling(), cellOf(), services, never, use), "used");
  await assert.rejects(withServer(telling(), cellOf(), services, never, use), /misused/);
  const table = await processTable();
  for (const { pid, url } of kept) {
    assert.equal(table.has(pid!), false);
    assert.ok(isFree(Number(new URL(url).port)));
  }
});

Deno.test("a program that is nowhere is a sentence", async () => {
  await assert.rejects(
    environmentOf(variantIn("/", { command: () => ["no-such-program"] })),
    /^GauntletError: Cannot start "made-up": its program "no-such-program" is neither in its folder, in its build, in its environment nor on PATH; correct the command, or install it$/,
  );
});

Deno.test("a program is started in the variant's folder", async () => {
  await using t = await temporaryFolder({ "server.ts": TELLS });
  const command = () => [Deno.execPath(), "run", "-A", "--quiet", "server.ts"];
  assert.equal((await environmentOf(variantIn(t.folder, { command }))).WORKERS, "2");
});

Deno.test("a server that already runs is used as it is, and runs on", async () => {
  await using server = Deno.serve(
    { hostname: LOOPBACK, port: 0, onListen: () => {} },
    () => new Response("here"),
  );
  const url = `http://${LOOPBACK}:${server.addr.port}/with/a/path`;
  for (const pid of [undefined, Deno.pid]) {
    const variant = variantIn("/", { runtime: "url", url, pid, command: undefined });
    await withServer(variant, cellOf(), services, never, async (seen) => {
      assert.equal(seen.url, new URL(url).origin);
      assert.equal(seen.pid, pid ?? null);
      assert.equal(seen.readyS, null);
      assert.match(seen.logTail(), /did not start it/);
      await seen.stop();
      assert.equal(seen.hasEnded(), false);
    });
  }
  assert.equal(await (await fetch(url)).text(), "here");
});

Deno.test("with no server at all it is the database that is asked", async () => {
  const variant = variantIn("/", { runtime: "sql", command: undefined });
  const given = { databaseUrl: "postgresql://x@y/z", variables: {} };
  const seen = await withServer(
    variant,
    cellOf(),
    given,
    never,
    (server) => Promise.resolve(server),
  );
  assert.deepEqual([seen.url, seen.pid, seen.readyS], ["postgresql://x@y/z", null, 0]);
});

/** A daemon of a server: a session of its own, nothing in its environment, and its parents gone. */
const LEAVES = `
  new Deno.Command("setsid", { args: ["-f", "env", "-i", "sleep", "777"], stdin: "null", stdout: "null", stderr: "null" }).spawn();
  new Deno.Command("setsid", { args: ["-f", "sleep", "778"], stdin: "null", stdout: "null", stderr: "null" }).spawn();
  ${TELLS}`;

faultTest(
  "a daemon left behind",
  "a daemon that a server leaves behind is ended and told, even with nothing of ours in it",
  async () => {
    const left: string[] = [];
    // Of tests in this process, which adopts what they leave.
    const zombies = async () =>
      [...(await processTable()).values()]
        .filter(({ parent, state }) => parent === Deno.pid && state === "Z").map(({ pid }) => pid);
    const before = await zombies();
    const daemons = async () => {
      const lines: string[] = [];
      for (const { pid, state } of (await processTable()).values()) {
        const text = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
        const line = text.replaceAll("\0", " ");
        if (/^sleep (777|778) $/.test(line) && state !== "Z") lines.push(line);
      }
      return lines;
    };
    const answer = await withServer(
      telling({ command: () => [Deno.execPath(), "eval", "--quiet", LEAVES] }),
      cellOf(),
      { ...services, onLeft: (names) => left.push(...names) },
      never,
      async ({ url }) => {
        // They have to be there before they can be left.
        for (let round = 0; round < 1000 && (await daemons()).length < 2; round++) await sleep(10);
        assert.equal((await daemons()).length, 2);
        return (await fetch(url)).status;
      },
    );
    assert.equal(answer, 200, "what was measured is kept");
    assert.deepEqual(left, ["sleep", "sleep"]);
    assert.deepEqual(await daemons(), []);
    assert.deepEqual((await zombies()).filter((pid) => !before.includes(pid)), []);
  },
);

Deno.test("a server that leaves nothing behind is told of nothing, whatever else this process started", async () => {
  const own = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const managed = new ManagedProcess({ program: "sleep", args: ["60"] }, 0.2);
  try {
    const onLeft = (names: string[]) => assert.fail(names.join());
    const given = { ...services, onLeft };
    assert.equal((await environmentOf(telling(), cellOf(), given)).WORKERS, "2");
    assert.equal(managed.ended, null);
    assert.ok((await processTable()).has(own.pid));
  } finally {
    own.kill("SIGKILL");
    await own.status;
    await managed.stop();
  }
});
