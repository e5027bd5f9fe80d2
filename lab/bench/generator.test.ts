import assert from "node:assert/strict";
import { decodeHistogram } from "../analysis/histogram.ts";
import type { LoadResult } from "../types.ts";
import { generate, type Order } from "./generator.ts";
import { LOOPBACK } from "./ports.ts";
import { sleep } from "./processes.ts";

/** Loads a handler for a moment, with few connections, in this process. */
async function load(handler: Deno.ServeHandler, order: Partial<Order> = {}): Promise<LoadResult> {
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  const told: string[] = [];
  let result: LoadResult | undefined;
  await generate(
    { url, connections: 4, warmUpS: 0.1, windowS: 1.1, timeoutS: 5, ...order },
    (event) => {
      told.push(event.type);
      if (event.type === "result") result = event.result;
      return Promise.resolve();
    },
  );
  assert.deepEqual(told, ["opened", "closed", "result"]);
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
