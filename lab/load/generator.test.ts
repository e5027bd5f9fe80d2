import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { decodeHistogram } from "../nouns/histogram.ts";
import type { Load } from "../nouns/load.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { generate } from "./generator.ts";
import { loop as closedLoop } from "./loops/autocannon.ts";
import { loop as openLoop } from "./loops/undici.ts";
import { loop as sqlLoop } from "./loops/postgresjs.ts";
import type { GeneratorCommand, Order } from "./order.ts";
import { requestsOf } from "./requests.ts";
import { Window } from "./window.ts";
import { LOOPBACK } from "../system/ports.ts";
import { requestsFor } from "../testing/orders.ts";

interface Given extends Partial<Omit<Order, "asked">> {
  endpoint?: string;
  windowS?: number;
  /** Default: one. */
  windows?: number;
}

/** Loads a handler for a moment, with few connections, in this process. */
async function load(
  handler: Deno.ServeHandler,
  { endpoint = "page", windowS = 1.1, windows = 1, ...order }: Given = {},
  warmUpMs = 100,
): Promise<LoadResult> {
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  const told: string[] = [];
  const results: LoadResult[] = [];
  async function* commands(): AsyncGenerator<GeneratorCommand> {
    await sleep(warmUpMs);
    for (let window = 0; window < windows; window++) yield { type: "open", windowS };
    yield { type: "leave" };
  }
  const whole: Order = {
    url,
    asked: { speaks: "http", requests: requestsFor(endpoint) },
    load: { kind: "closed", connections: 4 },
    share: { index: 0, count: 1 },
    sliceS: 5,
    timeoutS: 5,
    ...order,
  };
  const startLoop = whole.load.kind === "closed" ? closedLoop : openLoop;
  await generate(whole, startLoop, commands(), (event) => {
    told.push(event.type);
    if (event.type === "result") results.push(event.result);
    return Promise.resolve();
  });
  const each = Array.from({ length: windows }, () => ["opened", "closed", "result"]);
  assert.deepEqual(told, ["loading", ...each.flat()]);
  return results.at(-1)!;
}

/** autocannon keeps its connections and timers until its own end; a test must not wait for it. */
const unbounded = { sanitizeOps: false, sanitizeResources: false };

for (const kind of ["closed", "open"] as const) {
  Deno.test(
    `some answers of a ${kind} loop are kept, each as it came and beside its own request`,
    unbounded,
    async () => {
      const rest = "ü".repeat(300);
      const { keptAnswers, okCount } = await load((request) => {
        const pieces = new ReadableStream<Uint8Array>({
          start: async (body) => {
            const bytes = new TextEncoder().encode(new URL(request.url).pathname + rest);
            // In the middle of a letter, as networks cut.
            body.enqueue(bytes.subarray(0, 101));
            await sleep(2);
            body.enqueue(bytes.subarray(101));
            body.close();
          },
        });
        return new Response(pieces, { headers: { "x-one": "1" } });
      }, {
        endpoint: "item",
        load: kind === "closed"
          ? { kind, connections: 4 }
          : { kind, connections: 4, rateRps: 200, arrivals: "constant" },
      });
      assert.ok(keptAnswers!.length >= 2 && keptAnswers!.length <= 11, `${keptAnswers!.length}`);
      assert.ok(keptAnswers!.length < okCount);
      assert.ok(new Set(keptAnswers!.map(({ request }) => request.path)).size > 1);
      for (const { endpoint, request, status, headers, bodyBase64 } of keptAnswers!) {
        assert.deepEqual([endpoint, status], ["item", 200]);
        assert.equal(new Headers(headers).get("x-one"), "1");
        const bytes = Uint8Array.from(atob(bodyBase64), (letter) => letter.charCodeAt(0));
        assert.equal(new TextDecoder().decode(bytes), request.path + rest);
      }
    },
  );
}

Deno.test("the generator times a known delay in microseconds", unbounded, async () => {
  const DELAY_MS = 40;
  const result = await load(() => sleep(DELAY_MS).then(() => new Response("ok")));
  assert.ok(result.latencyP50Ms >= DELAY_MS, `p50 is ${result.latencyP50Ms} ms`);
  assert.equal(result.okCount, decodeHistogram(result.latencyHistogramUs).totalCount);
  assert.ok(Math.abs(result.throughputRps - result.okCount / result.durationS) < 1e-9);
  // Little's law: 4 connections are always waiting for one answer each.
  const inFlight = result.throughputRps * result.latencyMeanMs / 1000;
  assert.ok(Math.abs(inFlight - 4) < 0.8, `${inFlight} requests in flight`);
  assert.equal(result.throughputSamplesRps.length, 1);
});

Deno.test(
  "the generator counts what is not 2xx apart, and not as throughput",
  unbounded,
  async () => {
    let turn = 0;
    const result = await load(() => new Response("", { status: turn++ % 2 === 0 ? 200 : 503 }));
    const share = result.non2xxCount / (result.okCount + result.non2xxCount);
    assert.ok(share > 0.45 && share < 0.55, `${share} of the answers were 503`);
    assert.equal(result.errorCount, 0);
  },
);

Deno.test("the generator counts timeouts, and their time is in no latency", unbounded, async () => {
  const result = await load(() => sleep(3000).then(() => new Response("late")), {
    timeoutS: 1,
    windowS: 2.4,
  });
  assert.equal(result.okCount, 0);
  assert.ok(result.timeoutCount >= 4);
});

Deno.test("the generator counts connections that the server closes", unbounded, async () => {
  const result = await load(() => new Response("ok", { headers: { connection: "close" } }));
  assert.ok(result.okCount > 0);
  assert.ok(result.reconnectCount >= result.okCount - 4, `${result.reconnectCount} reconnects`);
});

const open = (rateRps: number, connections: number): Load => ({
  kind: "open",
  rateRps,
  arrivals: "constant",
  connections,
});

/** Answers at once, but for one stall of everything. */
function stalling(fromMs: number, stallMs: number): Deno.ServeHandler {
  const startedAt = performance.now();
  return async () => {
    const sinceMs = performance.now() - startedAt - fromMs;
    if (sinceMs > 0 && sinceMs < stallMs) await sleep(stallMs - sinceMs);
    return new Response("ok");
  };
}

Deno.test(
  "a stall shows in the open loop at the quantiles that it belongs to; a closed loop hides it",
  unbounded,
  async () => {
    // 300 ms of 1.5 s: the fifth of all requests that was due meanwhile waited 0 to 300 ms.
    const stall = () => stalling(600, 300);
    const opened = await load(stall(), { load: open(200, 4), windowS: 1.5 });
    const closed = await load(stall(), { windowS: 1.5 });
    const atMs = (result: LoadResult, percentile: number) =>
      decodeHistogram(result.latencyHistogramUs).getValueAtPercentile(percentile) / 1000;
    // The tenth that waited longest waited from 150 ms on.
    assert.ok(atMs(opened, 90) > 100, `p90 is ${atMs(opened, 90)} ms`);
    assert.ok(atMs(opened, 99) > 250, `p99 is ${atMs(opened, 99)} ms`);
    assert.ok(atMs(closed, 99) < atMs(opened, 90), `closed: p99 is ${atMs(closed, 99)} ms`);
  },
);

Deno.test(
  "the open loop offers its rate, and every request that was due is accounted for",
  unbounded,
  async () => {
    const result = await load(() => new Response("ok"), { load: open(300, 4) });
    assert.ok(Math.abs(result.offeredRps! / 300 - 1) < 0.05, `${result.offeredRps} offered`);
    const { okCount, non2xxCount, errorCount, timeoutCount, backlogGrowthCount } = result;
    const accounted = okCount + non2xxCount + errorCount + timeoutCount + backlogGrowthCount!;
    assert.equal(accounted, Math.round(result.offeredRps! * result.durationS));
    assert.ok(result.sendDelayMeanMs! >= 0);
  },
);

Deno.test(
  "an open loop beyond what a server can do tells by how much it fell behind",
  unbounded,
  async () => {
    // 2 connections of 20 ms each: 100 a second at the most, and 200 are asked for.
    const slow = () => sleep(20).then(() => new Response("ok"));
    const result = await load(slow, { load: open(200, 2) });
    assert.ok(result.throughputRps < 105, `${result.throughputRps} answered`);
    assert.ok(result.offeredRps! > 180);
    assert.ok(result.backlogGrowthCount! > 80, `${result.backlogGrowthCount} more waiting`);
    assert.ok(result.latencyP99Ms > 400, `p99 is ${result.latencyP99Ms} ms`);
  },
);

Deno.test(
  "the open loop gives up requests that waited too long, sent or not",
  unbounded,
  async () => {
    const result = await load(() => sleep(3000).then(() => new Response("late")), {
      load: open(20, 2),
      timeoutS: 1,
      windowS: 2,
    }, 10);
    assert.equal(result.okCount, 0);
    assert.equal(result.errorCount, 0);
    assert.ok(result.timeoutCount >= 15, `${result.timeoutCount} given up`);
  },
);

Deno.test("both loops count the same bytes for the same answer", unbounded, async () => {
  const [closed, opened] = [
    await load(() => new Response("hello"), { windowS: 0.3 }),
    await load(() => new Response("hello"), { windowS: 0.3, load: open(200, 2) }),
  ];
  assert.equal(opened.responseBytes, closed.responseBytes);
});

Deno.test("a window that is opened again begins with nothing", unbounded, async () => {
  let asked = 0;
  const result = await load(() => {
    asked++;
    return new Response("ok");
  }, { windowS: 0.3, windows: 2 });
  assert.ok(result.okCount > 0 && result.okCount < asked);
  assert.equal(decodeHistogram(result.latencyHistogramUs).totalCount, result.okCount);
  assert.ok(result.durationS < 1);
});

/** The connections that a handler was asked on, by the other end's port. */
function portsOf(handler: () => Response | Promise<Response> = () => new Response("ok")) {
  const ports: number[] = [];
  const wishes = new Set<string | null>();
  const counting: Deno.ServeHandler<Deno.NetAddr> = (request, { remoteAddr }) => {
    ports.push(remoteAddr.port);
    // The first of each connection of the load may be on its way before it is told.
    if (ports.length > 4) wishes.add(request.headers.get("connection"));
    return handler();
  };
  return { ports, wishes, counting: counting as Deno.ServeHandler };
}

Deno.test(
  "without keep-alive each request opens a connection of its own, with it none does",
  unbounded,
  async () => {
    const kept = portsOf(), closed = portsOf();
    await load(kept.counting, { windowS: 0.3 });
    assert.equal(new Set(kept.ports).size, 4);
    const load4: Load = { kind: "closed", connections: 4, keepAlive: false };
    const result = await load(closed.counting, { windowS: 0.3, load: load4 });
    assert.deepEqual([...kept.wishes], ["keep-alive"]);
    assert.deepEqual([...closed.wishes], ["close"], "and no other wish beside it");
    assert.ok(closed.ports.length > 10);
    // The kernel draws a port for each connection, so that some come again: 900 of 28,000 meet in 14 cases.
    assert.ok(new Set(closed.ports).size > closed.ports.length / 2);
    assert.equal(result.errorCount + result.non2xxCount + result.timeoutCount, 0);
    assert.ok(result.reconnectCount >= result.okCount - 4, `${result.reconnectCount} reconnects`);
  },
);

/** What a handler was sent by a load, a request each. */
async function sentBy(order: Given) {
  const sent: { method: string; path: string; type: string | null; body: string }[] = [];
  const result = await load(async (request) => {
    const { pathname, host } = new URL(request.url);
    assert.match(host, /^127\.0\.0\.1:\d+$/);
    const bytes = new Uint8Array(await request.arrayBuffer());
    assert.equal(Number(request.headers.get("content-length") ?? 0), bytes.length);
    sent.push({
      method: request.method,
      path: pathname,
      type: request.headers.get("content-type"),
      body: new TextDecoder().decode(bytes),
    });
    return new Response("", { status: 201 });
  }, { windowS: 0.3, ...order });
  return { sent, result };
}

/** The requests of the shop, as its workload draws them. */
async function drawn(endpoint: string, count: number) {
  const { next } = await requestsOf(requestsFor(endpoint), { index: 0, count: 1 });
  return Array.from({ length: count }, () => {
    const { method = "GET", path, headers = {}, body = "" } = next().request;
    return { method, path, type: headers["content-type"] ?? null, body };
  });
}

for (const [name, order] of Object.entries({ autocannon: {}, undici: { load: open(200, 4) } })) {
  Deno.test(
    `${name} sends requests as they are drawn, bodies byte for byte`,
    unbounded,
    async () => {
      for (const endpoint of ["order", "visit", "page"]) {
        const { sent, result } = await sentBy({ ...order, endpoint });
        assert.ok(result.okCount > 20, `${result.okCount} answers`);
        assert.equal(result.non2xxCount + result.errorCount, 0);
        // Connections are asked in turns of their own: the last few drawn may still be on their way.
        const wanted = await drawn(endpoint, sent.length + 8);
        const left = new Map<string, number>();
        for (const each of wanted) {
          const key = JSON.stringify(each);
          left.set(key, (left.get(key) ?? 0) + 1);
        }
        for (const each of sent) {
          const key = JSON.stringify(each);
          const count = left.get(key) ?? 0;
          assert.ok(count > 0, `${endpoint}: ${key} was not drawn`);
          left.set(key, count - 1);
        }
        if (endpoint === "order") assert.match(sent[0]!.body, /"note":"für [a-z]{12}"/);
      }
    },
  );
}

Deno.test("a loop refuses what it cannot ask", async () => {
  const asked = { speaks: "sql" as const, statements: { texts: ["SELECT 1"], seed: 1 } };
  const order: Order = {
    url: "http://127.0.0.1:1/",
    asked,
    load: { kind: "closed", connections: 1 },
    share: { index: 0, count: 1 },
    sliceS: 1,
    timeoutS: 1,
  };
  await assert.rejects(
    async () => await closedLoop(order, new Window()),
    /asks servers, and no database/,
  );
  await assert.rejects(async () => await openLoop(order, new Window()), /asks servers/);
  const http = { ...order, asked: { speaks: "http" as const, requests: requestsFor("page") } };
  await assert.rejects(async () => await openLoop(http, new Window()), /with arrivals at a rate/);
  await assert.rejects(
    async () => await sqlLoop(http, new Window()),
    /asks a database, and no server/,
  );
});
