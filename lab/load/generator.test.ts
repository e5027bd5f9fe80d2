import assert from "node:assert/strict";
import { decodeHistogram } from "../nouns/histogram.ts";
import type { Load, LoadResult } from "../nouns/types.ts";
import { generate } from "./generator.ts";
import type { Order } from "./order.ts";
import { LOOPBACK } from "../system/ports.ts";
import { sleep } from "../system/processes.ts";

/** Loads a handler for a moment, with few connections, in this process. */
async function load(
  handler: Deno.ServeHandler,
  order: Partial<Order> = {},
  warmUpMs = 100,
): Promise<LoadResult> {
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  const told: string[] = [];
  let result: LoadResult | undefined;
  await generate(
    {
      url,
      load: { kind: "closed", connections: 4 },
      share: { index: 0, count: 1 },
      sliceS: 5,
      windowS: 1.1,
      timeoutS: 5,
      ...order,
    },
    { open: sleep(warmUpMs), again: () => Promise.resolve(false) },
    (event) => {
      told.push(event.type);
      if (event.type === "result") result = event.result;
      return Promise.resolve();
    },
  );
  assert.deepEqual(told, ["loading", "opened", "closed", "result"]);
  return result!;
}

/** autocannon keeps its connections and timers until its own end; a test must not wait for it. */
const unbounded = { sanitizeOps: false, sanitizeResources: false };

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
