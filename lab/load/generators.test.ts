import assert from "node:assert/strict";
import { decodeHistogram } from "../nouns/histogram.ts";
import type { Load } from "../nouns/types.ts";
import { Generators, sliceOf } from "./generators.ts";
import { LOOPBACK } from "../system/ports.ts";
import { processTable } from "../system/proc.ts";
import { sleep } from "../system/processes.ts";
import { FEWEST_SLICES, SLICE_S } from "./steady.ts";

/** Loads a handler in this process by generators of their own. */
async function measured(
  load: Load,
  warmUp: { leastS: number; mostS: number },
  handler: Deno.ServeHandler = () => new Response("ok"),
) {
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  await using generators = new Generators(load);
  const told: string[] = [];
  const loaded = await generators.measure(
    { url: `http://${LOOPBACK}:${server.addr.port}/`, timeoutS: 5, windowS: 1 },
    warmUp,
    {
      onOpened: () => Promise.resolve(void told.push("opened")),
      onClosed: () => Promise.resolve(void told.push("closed")),
    },
  );
  assert.deepEqual(told, ["opened", "closed"]);
  const { pids } = generators;
  await generators.stop();
  const table = await processTable();
  assert.ok(pids.every((pid) => !table.has(pid)));
  return { ...loaded, pids };
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
  await using generators = new Generators({ kind: "closed", connections: 1 });
  const asked = generators.measure(
    { url: "no address", timeoutS: 5, windowS: 1 },
    { leastS: 60, mostS: 60 },
    { onOpened: () => Promise.resolve(), onClosed: () => Promise.resolve() },
  );
  await assert.rejects(
    asked,
    /^GauntletError: The load generator ended early; its log ends:\n.*url/s,
  );
});

Deno.test("a load is held still between its windows, and each window begins with nothing", async () => {
  let asked = 0;
  const handler = () => {
    asked++;
    return new Response("ok");
  };
  await using server = Deno.serve({ hostname: LOOPBACK, port: 0, onListen: () => {} }, handler);
  await using generators = new Generators({ kind: "closed", connections: 2, generatorCount: 2 });
  const hooks = { onOpened: () => Promise.resolve(), onClosed: () => Promise.resolve() };
  const url = `http://${LOOPBACK}:${server.addr.port}/`;
  await generators.warmUp({ url, timeoutS: 5, windowS: 0.3 }, { leastS: 0.2, mostS: 0.2 });
  const first = await generators.window(hooks);
  generators.pause();
  // The requests under way are two at the most.
  await sleep(200);
  const before = asked;
  await sleep(200);
  assert.equal(asked, before);
  generators.resume();
  const second = await generators.window(hooks);
  assert.ok(second.durationS < 1);
  assert.ok(first.okCount > 0 && second.okCount > 0);
  assert.ok(first.okCount + second.okCount <= asked);
  assert.equal(decodeHistogram(second.latencyHistogramUs).totalCount, second.okCount);
  generators.pause();
  await generators.stop();
  const table = await processTable();
  assert.ok(generators.pids.every((pid) => !table.has(pid)), "one held still is stopped too");
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
  assert.ok(Math.abs(sliceOf(burst(0.2)) - 0.6) < 1e-9);
  assert.equal(sliceOf({ kind: "closed", connections: 1 }), SLICE_S);
});
