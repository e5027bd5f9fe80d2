import assert from "node:assert/strict";
import { connect as dial, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processTable, treeOf } from "../system/processes/proc.ts";
import { heldStill } from "../system/processes/processes.ts";
import { LOOPBACK } from "../system/ports.ts";
import { alone, noHooks, SHOP, SIZE, withShop } from "../testing/database.ts";
import { connect, type Lifeline } from "./connection.ts";
import { openDatabase } from "./database.ts";
import { startEmbedded } from "./embedded.ts";
import { databaseHome } from "./home.ts";
import { faultTest } from "../testing/faults.ts";

const lifeline = (given: Partial<Lifeline> = {}): Lifeline => ({
  kind: "embedded",
  lost: null,
  ...given,
});

Deno.test("a question has its parts, its rows and its errors as ever", () =>
  withShop(async ({ serverUrl }) => {
    const sql = connect(serverUrl, lifeline());
    try {
      const [row] = await sql`SELECT ${sql("id")} FROM item WHERE ${sql`id = ${3}`}`;
      assert.equal(row!.id, 3);
      const two = await sql.unsafe("SELECT 1 AS a; SELECT 2 AS b").simple();
      assert.deepEqual(two.map(([row]) => ({ ...row })), [{ a: 1 }, { b: 2 }]);
      assert.equal((await sql.begin(async (sql) => (await sql`SELECT 7 AS n`)[0]))!.n, 7);
      await assert.rejects(sql`SELECT nothing`, /column "nothing" does not exist/);
      await assert.rejects(sql.unsafe("SELEC"), /syntax error/);
    } finally {
      await sql.end();
    }
  }));

faultTest(
  "backends held still",
  "a session that is held still is one sentence, and from then on nothing is asked",
  () =>
    withShop(async ({ sql }, database) => {
      const { pid } = database;
      const backends = (await treeOf(pid!)).filter((each) => each !== pid);
      const [own] = await sql`SELECT pg_backend_pid() AS pid`;
      const url = Object.assign(new URL(database.of("shop", SIZE).serverUrl)).href;
      const line = lifeline();
      const impatient = connect(url, line, 0.5);
      const [{ pid: held }] = await impatient`SELECT pg_backend_pid() AS pid` as [{ pid: number }];
      assert.ok(backends.includes(own!.pid) && !backends.includes(held));
      await heldStill([held], async () => {
        const sentence =
          /^GauntletError: Cannot ask PostgreSQL: it has not answered within 0\.5 s \(SELECT \? AS one\); see what holds up its processes or this machine, then run again$/;
        await assert.rejects(impatient`SELECT ${1} AS one`, sentence);
        const startedAt = performance.now();
        await assert.rejects(impatient`SELECT 2`, sentence);
        assert.ok(performance.now() - startedAt < 400, "it does not wait for what was given up");
      });
      assert.ok(await database.answers(), "others are answered as ever");
      await impatient.end({ timeout: 1 });
    }),
);

Deno.test("an abort ends a question under way, and what is asked afterwards has little time", () =>
  withShop(async ({ serverUrl }) => {
    const abort = new AbortController();
    const sql = connect(serverUrl, lifeline({ signal: abort.signal }));
    const sleeping = sql`SELECT pg_sleep(60)`;
    setTimeout(() => abort.abort(new Error("stopped")), 100);
    await assert.rejects(sleeping, /^Error: stopped$/);
    await assert.rejects(sql`SELECT 1`, /has not answered within 3 s/);
    await sql.end({ timeout: 0 });
  }));

Deno.test("a database that was killed, or is held still, does not answer", async () => {
  using _lock = await alone();
  await using database = await openDatabase([{ workload: SHOP, size: SIZE }], noHooks);
  assert.equal(await database.answers(), true);
  await heldStill(await treeOf(database.pid!), async () => {
    assert.equal(await database.answers(), false);
  });
  assert.equal(await database.answers(), true);
  Deno.kill(database.pid!, "SIGKILL");
  assert.equal(await database.answers(), false);
});

/** Passes on what comes on its first connections, and swallows what comes on all that follow. */
async function proxyTo(port: number, passing: number) {
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    sockets.push(near);
    near.on("error", () => {});
    if (--passing < 0) return;
    const far = dial(port, LOOPBACK);
    for (const socket of [near, far]) {
      socket.on("error", () => {});
      sockets.push(socket);
    }
    near.pipe(far);
    far.pipe(near);
  });
  proxy.listen(0, LOOPBACK);
  await once(proxy, "listening");
  return {
    port: (proxy.address() as { port: number }).port,
    [Symbol.dispose]: () => {
      sockets.forEach((socket) => socket.destroy());
      proxy.close();
    },
  };
}

faultTest(
  "DATABASE_URL that swallows",
  "DATABASE_URL behind something that swallows: an abort ends the wait at once",
  async () => {
    using _lock = await alone();
    await using stranger = await startEmbedded(() => {});
    using proxy = await proxyTo(Number(new URL(stranger.adminUrl("postgres")).port), 1);
    const own = Object.assign(new URL(stranger.adminUrl("postgres")), { port: String(proxy.port) });
    Deno.env.set("DATABASE_URL", own.href);
    try {
      const abort = new AbortController();
      const opening = openDatabase([{ workload: SHOP, size: SIZE }], noHooks, abort.signal);
      setTimeout(() => abort.abort(new Error("stopped")), 1000);
      const startedAt = performance.now();
      await assert.rejects(opening, /^Error: stopped$/);
      // Less than the 10 s that a connection may take.
      assert.ok(performance.now() - startedAt < 8_000);
    } finally {
      Deno.env.delete("DATABASE_URL");
    }
  },
);

faultTest(
  "DATABASE_URL that is none",
  "DATABASE_URL: a percent sign that stands alone, and an IPv6 address, are understood",
  async () => {
    using _lock = await alone();
    for (
      const [url, name] of [
        ["postgresql://me:a%ZZ@127.0.0.1/x", "password"],
        ["postgresql://100%:a@127.0.0.1/x", "user"],
      ] as const
    ) {
      Deno.env.set("DATABASE_URL", url);
      await assert.rejects(
        openDatabase([], noHooks),
        new RegExp(
          `^GauntletError: Cannot use DATABASE_URL: in its ${name} a % is not followed by two hexadecimal digits; write %25 `,
        ),
      );
    }
    Deno.env.set("DATABASE_URL", "postgresql://me@[::1]:1/x");
    try {
      await assert.rejects(
        openDatabase([], noHooks),
        /Cannot use DATABASE_URL: .*ECONNREFUSED.*::1/,
      );
    } finally {
      Deno.env.delete("DATABASE_URL");
    }
  },
);

faultTest(
  "backends held still",
  "PostgreSQL of an earlier run is ended by force where its sessions are held still",
  async () => {
    using _lock = await alone();
    const earlier = await startEmbedded(() => {});
    const sql = connect(earlier.adminUrl("postgres"), lifeline());
    const [{ pid }] = await sql`SELECT pg_backend_pid() AS pid` as [{ pid: number }];
    Deno.kill(pid, "SIGSTOP");
    await using later = await startEmbedded(() => {});
    const table = await processTable();
    assert.ok(later.pid !== earlier.pid);
    assert.ok([earlier.pid, pid].every((each) => (table.get(each)?.state ?? "Z") === "Z"));
    await sql.end({ timeout: 0 });
    await earlier[Symbol.asyncDispose]();
  },
);

faultTest(
  "a dead PostgreSQL that nobody collects",
  "a postmaster that was killed and collected by nobody does not hold the cluster, nor does another program of its number",
  async () => {
    using _lock = await alone();
    const { cluster, owner } = await databaseHome();
    const pidFile = join(cluster, "postmaster.pid");
    // Its parent becomes a program that collects no child.
    const parent = new Deno.Command("sh", {
      args: ["-c", "sleep 0 & echo $!; exec sleep 60"],
      stdout: "piped",
    }).spawn();
    try {
      const { value } = await parent.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
      const zombie = Number(value);
      for (let round = 0; round < 500; round++) {
        if ((await processTable()).get(zombie)?.state === "Z") break;
        await sleep(10);
      }
      assert.equal((await processTable()).get(zombie)?.state, "Z");
      for (const pid of [zombie, parent.pid]) {
        await Deno.writeTextFile(pidFile, `${pid}\n${cluster}\n0\n1\n\n\n0 0\nready\n`);
        if (owner) await Deno.chown(pidFile, owner.uid, owner.gid);
        await using database = await openDatabase([{ workload: SHOP, size: SIZE }], noHooks);
        assert.ok(await database.answers());
      }
    } finally {
      parent.kill("SIGKILL");
      await parent.status;
    }
  },
);
