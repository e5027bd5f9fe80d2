import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import type { Ready } from "../nouns/variant.ts";
import { freePort, LOOPBACK } from "../system/ports.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { variantIn } from "../testing/variants.ts";
import { checkedReady, untilReady } from "./ready.ts";

const settings = (workers: number) => ({ workers, threads: null, poolMin: 1, poolMax: 1 });
const never = new AbortController().signal;

/** A program that says and answers what it is told to. */
function program(text: string, port: number): ManagedProcess {
  return new ManagedProcess({
    program: Deno.execPath(),
    args: ["eval", "--quiet", text],
    env: { PORT: String(port) },
  }, 0.2);
}

/** Answers `/up` with 204 and all else with 404. */
const SERVE = `Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")),
  onListen: () => {} }, ({ url }) => new Response(null, { status: url.endsWith("/up") ? 204 : 404 }));`;
const later = (text: string, ms: number) => `setTimeout(() => { ${text} }, ${ms});`;
/** A program has started and spoken by then, also where others use the cores. */
const SPEAKS_S = 4;
const WAIT = "setTimeout(() => {}, 60_000);";

async function ready(
  text: string,
  { ready, workers = 1, limitS = 20, signal = never }: {
    ready?: Ready;
    workers?: number;
    limitS?: number;
    signal?: AbortSignal;
  } = {},
): Promise<string> {
  const port = freePort();
  await using process = program(text, port);
  const address = { host: LOOPBACK, port };
  await untilReady(variantIn("/", { ready }), settings(workers), process, address, signal, limitS);
  return process.logTail();
}

Deno.test("a server is ready when its port answers, whatever it answers", async () => {
  await ready(later(SERVE, 150));
});

Deno.test("a line is waited for before anything is asked, and once where not each worker writes it", async () => {
  const text = `${SERVE} ${later('console.log("Up: worker 1")', 300)}`;
  const log = await ready(text, { ready: { line: "^Up: worker \\d" }, workers: 4 });
  assert.match(log, /Up: worker 1/);
});

Deno.test("each worker's line is waited for", async () => {
  const lines = [1, 2, 3].map((n) => later(`console.error("Up ${n}")`, 100 * n)).join("");
  const log = await ready(SERVE + lines, {
    ready: { line: "^Up", times: "each worker" },
    workers: 3,
  });
  assert.match(log, /Up 3/);
});

Deno.test("a route is asked until it answers with its status", async () => {
  await ready(SERVE, { ready: { path: "/up", status: 204 } });
  await assert.rejects(
    ready(SERVE, { ready: { path: "/up" }, limitS: SPEAKS_S }),
    /^GauntletError: Cannot start "made-up": waited 4 s and \/up answered 204 and not 200; its log ends:\n\(nothing\)$/,
  );
});

Deno.test("what is missing is named: the line, how often it was wanted and seen, and the log's end", async () => {
  await assert.rejects(
    ready(`console.log("Up 1"); console.log("and then nothing"); ${WAIT}`, {
      ready: { line: "^Up", times: "each worker" },
      workers: 3,
      limitS: SPEAKS_S,
    }),
    /^GauntletError: Cannot start "made-up": waited 4 s for the log line "\^Up" 3 times, saw it 1 time; its log ends:\nUp 1\nand then nothing$/,
  );
  await assert.rejects(
    ready(WAIT, { ready: { line: "Up" }, limitS: 0.5 }),
    /for the log line "Up" 1 time, saw it 0 times; its log ends:\n\(nothing\)$/,
  );
  await assert.rejects(ready(WAIT, { limitS: 0.5 }), /waited 0\.5 s and nothing answered at /);
});

Deno.test("a server that ends is not waited for", async () => {
  await assert.rejects(
    ready('console.error("no port for me"); Deno.exit(7);'),
    /Cannot start "made-up": it ended with code 7 before it was ready; its log ends:\nno port for me$/,
  );
});

Deno.test("the wait can be aborted", async () => {
  const abort = new AbortController();
  const waiting = ready(WAIT, { signal: abort.signal });
  await sleep(100);
  abort.abort(new Error("enough of it"));
  await assert.rejects(waiting, /enough of it/);
});

Deno.test("checkedReady() asks a server that already runs, once", async () => {
  let count = 0;
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, () => {
    count++;
    return new Response("", { status: 503 });
  });
  const origin = `http://${LOOPBACK}:${server.addr.port}`;
  await checkedReady(variantIn("/"), origin);
  await assert.rejects(
    checkedReady(variantIn("/", { ready: { path: "/up" } }), origin),
    {
      message:
        `Cannot measure "made-up": /up answered 503 and not 200 (${origin}); start it, or correct its url`,
    },
  );
  assert.equal(count, 2);
  const nobody = `http://${LOOPBACK}:${freePort()}`;
  await assert.rejects(
    checkedReady(variantIn("/"), nobody),
    /Cannot measure "made-up": nothing answered at 127\.0\.0\.1:\d+ \(.*\); start it, or correct its url$/,
  );
});
