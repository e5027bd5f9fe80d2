import assert from "node:assert/strict";
import { decodeHistogram } from "../nouns/histogram.ts";
import type { Load } from "../nouns/load.ts";
import { Generators, sliceOf } from "./generators.ts";
import { freePort, LOOPBACK } from "../system/ports.ts";
import { processTable } from "../system/processes/proc.ts";
import { targetAt } from "../testing/orders.ts";
import { FEWEST_SLICES, SLICE_S } from "./steady.ts";

/** Loads a handler in this process by generators of their own. */
async function measured(
  load: Load,
  warmUp: { leastS: number; mostS: number },
  handler: Deno.ServeHandler = () => new Response("ok"),
) {
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  await using generators = new Generators(load.kind === "closed" ? "autocannon" : "undici", load);
  const told: string[] = [];
  const hook = (what: string) => (pids: number[]) => {
    assert.deepEqual(pids, generators.pids);
    return Promise.resolve(void told.push(what));
  };
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  const warm = await generators.warmUp(targetAt(url), warmUp);
  const result = await generators.window(1, {
    onOpened: hook("opened"),
    onClosed: hook("closed"),
  });
  assert.deepEqual(told, ["opened", "closed"]);
  const { pids } = generators;
  await generators.stop();
  const table = await processTable();
  assert.ok(pids.every((pid) => !table.has(pid)));
  return { result, ...warm, pids };
}

Deno.test("several generators share the connections and the rate, and answer as one", async () => {
  const load: Load = {
    kind: "open",
    rateRps: 100,
    arrivals: "constant",
    connections: 3,
    generatorCount: 2,
  };
  const { result, settled, warmUpS, pids } = await measured(load, { leastS: 0.4, mostS: 0.4 });
  assert.equal(pids.length, 2);
  assert.equal(settled, null);
  assert.ok(warmUpS >= 0.4);
  assert.ok(Math.abs(result.offeredRps! / 100 - 1) < 0.1, `${result.offeredRps} offered`);
  assert.equal(decodeHistogram(result.latencyHistogramUs).totalCount, result.okCount);
});

Deno.test("a closed loop's connections are shared out to the last", async () => {
  let most = 0;
  let now = 0;
  const handler = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now--;
    return new Response("ok");
  };
  const load: Load = { kind: "closed", connections: 5, generatorCount: 2 };
  const { result } = await measured(load, { leastS: 0.3, mostS: 0.3 }, handler);
  assert.equal(most, 5);
  assert.equal(result.offeredRps, undefined);
});

Deno.test("a warm-up goes on until the server is steady, and not beyond its bound", async () => {
  const load: Load = { kind: "open", rateRps: 100, arrivals: "constant", connections: 4 };
  // Slower with every answer: it never settles.
  let delayMs = 0;
  const slowing = () =>
    new Promise<Response>((resolve) =>
      setTimeout(() => resolve(new Response("ok")), delayMs += 0.5)
    );
  const mostS = FEWEST_SLICES * SLICE_S + 1;
  const { settled, warmUpS } = await measured(load, { leastS: 0.5, mostS }, slowing);
  assert.equal(settled, false);
  assert.ok(warmUpS >= mostS);
});

Deno.test("a generator that ends early is an error with its log, not a wait", async () => {
  await using generators = new Generators("autocannon", { kind: "closed", connections: 1 });
  const asked = generators.warmUp(targetAt("no address"), { leastS: 60, mostS: 60 });
  await assert.rejects(
    asked,
    /^GauntletError: The load generator ended early; its log ends:\n.*url/s,
  );
});

Deno.test("one load is measured window after window, and each begins with nothing", async () => {
  let asked = 0;
  const handler = () => {
    asked++;
    return new Response("ok");
  };
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  const load: Load = { kind: "closed", connections: 2, generatorCount: 2 };
  await using generators = new Generators("autocannon", load);
  const hooks = { onOpened: () => Promise.resolve(), onClosed: () => Promise.resolve() };
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  await generators.warmUp(targetAt(url), { leastS: 0.2, mostS: 0.2 });
  const first = await generators.window(0.3, hooks);
  const second = await generators.window(0.3, hooks);
  assert.ok(second.durationS < 1);
  assert.ok(first.okCount > 0 && second.okCount > 0);
  assert.ok(first.okCount + second.okCount <= asked);
  assert.equal(decodeHistogram(second.latencyHistogramUs).totalCount, second.okCount);
});

Deno.test("generators share the requests of a workload and never send one twice", async () => {
  const seen: string[] = [];
  const handler = async (request: Request) => {
    const { item, count, note } = await request.json();
    seen.push(`${item} ${count} ${note}`);
    return new Response("", { status: 201 });
  };
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  const load: Load = { kind: "closed", connections: 3, generatorCount: 3 };
  await using generators = new Generators("autocannon", load);
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  await generators.warmUp(targetAt(url, "order"), { leastS: 0.3, mostS: 0.3 });
  await generators.stop();
  assert.ok(seen.length > 30, `${seen.length} orders`);
  assert.equal(new Set(seen).size, seen.length);
});

Deno.test("there are no more generators than connections", () => {
  const generators = new Generators("autocannon", {
    kind: "closed",
    connections: 2,
    generatorCount: 5,
  });
  assert.equal(generators.pids.length, 2);
  return generators.stop();
});

Deno.test("a slice is as long as whole bursts are", () => {
  const burst = (burstPeriodS: number): Load => ({
    kind: "open",
    rateRps: 10,
    arrivals: "burst",
    burstS: 0.1,
    burstPeriodS,
    connections: 1,
  });
  assert.equal(sliceOf(burst(2)), 2);
  assert.ok(Math.abs(sliceOf(burst(0.07)) - 0.14) < 1e-9);
  assert.equal(sliceOf({ kind: "closed", connections: 1 }), SLICE_S);
});

Deno.test("where nobody listens a closed loop tries again with a pause, and its window closes in time", async () => {
  const load: Load = { kind: "closed", connections: 64 };
  await using generators = new Generators("autocannon", load);
  const url = `http://${LOOPBACK}:${freePort()}/`;
  await generators.warmUp(targetAt(url), { leastS: 0.3, mostS: 0.3 });
  const nothing = () => Promise.resolve();
  const { okCount, errorCount, reconnectCount } = await generators.window(2, {
    onOpened: nothing,
    onClosed: nothing,
  });
  assert.equal(okCount, 0);
  assert.ok(errorCount > 64, `${errorCount} errors`);
  // 10 ms, then twice as long each time: no connection can have tried ten times.
  assert.ok(reconnectCount <= 64 * 10, `${reconnectCount} connections were tried again`);
});

Deno.test("a generator that says nothing is a sentence, not a wait without end", async () => {
  await using generators = new Generators("autocannon", { kind: "closed", connections: 1 });
  generators.pids.forEach((pid) => Deno.kill(pid, "SIGSTOP"));
  await assert.rejects(
    generators.warmUp(targetAt(`http://${LOOPBACK}:1/`), { leastS: 0.3, mostS: 0.3 }, 0.5),
    /^GauntletError: Cannot load: a load generator did not say "ready" within 0\.5 s; ask for fewer connections, or share them among more generators \(generatorCount\); its log ends:\n\(nothing\)$/,
  );
});
