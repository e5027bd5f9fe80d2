import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "../nouns/cell.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { LOOPBACK } from "../system/ports.ts";
import { type Sample, Sampler, samplesOf } from "./samples.ts";

const workload: FoundWorkload = {
  name: "things",
  folder: "/",
  title: "Things",
  database: null,
  endpoints: {
    item: {
      request: ({ integer, index, size }) => ({
        method: "POST",
        path: `/items/${integer(1, size)}`,
        headers: { "x-index": String(index) },
        body: "ü",
      }),
      check: ({ request, status, body }) =>
        status !== 200 ? `answered ${status}` : body === request.path ? null : `answered ${body}`,
      database: null,
    },
  },
};
const cell: Cell = {
  variant: "mine",
  settings: { workers: 1, threads: null, poolMin: 1, poolMax: 1 },
  scenario: {
    workload: "things",
    endpoint: "item",
    size: 90,
    load: { kind: "closed", connections: 4 },
  },
};

/** A server that tells the order of each request, and the port that it came from. */
function serving(handler: (path: string, count: number) => Response | Promise<Response>) {
  const ports = new Set<number>();
  const indexes: number[] = [];
  let count = 0;
  const server = Deno.serve(
    { hostname: LOOPBACK, port: 0, onListen: () => {} },
    async (request, { remoteAddr }) => {
      ports.add(remoteAddr.port);
      indexes.push(Number(request.headers.get("x-index")));
      assert.equal(await request.text(), "ü");
      return await handler(new URL(request.url).pathname, ++count);
    },
  );
  const url = `http://${LOOPBACK}:${server.addr.port}`;
  return { url, ports, indexes, [Symbol.asyncDispose]: () => server.shutdown() };
}
const samplerOf = (url: string) => new Sampler({ cell, workload, url, sql: null, seed: 1 });

Deno.test("beside the load answers are sampled on a connection each, by requests that no load has", async () => {
  await using server = serving((path) => new Response(path));
  using sampler = samplerOf(server.url);
  const stop = sampler.beside(1_000_000);
  for (let round = 0; round < 200 && server.indexes.length < 3; round++) await sleep(50);
  await stop();
  const { sampledCount, sampledWrongCount } = await sampler.checked();
  assert.equal(sampledCount, server.indexes.length);
  assert.equal(sampledWrongCount, 0);
  assert.equal(server.ports.size, sampledCount, "a connection each");
  assert.ok(server.indexes.every((index) => index > 1e8));
  await sleep(600);
  assert.equal(server.indexes.length, sampledCount, "none after it was stopped");
});

Deno.test("of a slow server hardly a sample is taken beside the load", async () => {
  await using server = serving((path) => new Response(path));
  using sampler = samplerOf(server.url);
  const stop = sampler.beside(10);
  await sleep(1_000);
  await stop();
  assert.equal(server.indexes.length, 0, "one in ten seconds is a hundredth of its answers");
});

Deno.test("when the load has ended many are sampled at once, and a rare wrong one is found", async () => {
  await using server = serving((path, count) => new Response(count % 10 === 0 ? "no" : path));
  using sampler = samplerOf(server.url);
  await sampler.afterwards();
  const seen = await sampler.checked();
  assert.ok(seen.sampledCount! >= 10 && seen.sampledCount! <= 600, `${seen.sampledCount}`);
  assert.equal(seen.sampledWrongCount, Math.floor(seen.sampledCount! / 10));
  assert.equal(seen.sampledWrong, "item answered no");
  assert.equal(server.ports.size, 4, "no more connections than the load has");
});

Deno.test("what the load itself was answered is checked too, once it is unpacked", async () => {
  using sampler = samplerOf(`http://${LOOPBACK}:9`);
  const packed = async (text: string) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  };
  const request = { path: "/items/1" };
  const common = { endpoint: "item", request, status: 200 };
  await sampler.ofLoad([
    { ...common, headers: [], bodyBase64: btoa("/items/1") },
    {
      ...common,
      headers: [["Content-Encoding", "gzip"]],
      bodyBase64: await packed("/items/1"),
    },
    { ...common, headers: [], bodyBase64: btoa("/items/2") },
  ]);
  const seen = await sampler.checked();
  assert.deepEqual([seen.sampledCount, seen.sampledWrongCount], [3, 1]);
  assert.equal(seen.sampledWrong, "item answered /items/2");
  assert.deepEqual(seen.sampledForms, ["gzip", "plain"]);
});

Deno.test("a server that answers nothing is waited for no longer than a bound, and is no wrong answer", async () => {
  const held = Promise.withResolvers<void>();
  {
    await using server = serving(async () => {
      await held.promise;
      return new Response("late");
    });
    using sampler = samplerOf(server.url);
    await sampler.afterwards();
    const seen = await sampler.checked();
    assert.deepEqual([seen.sampledCount, seen.sampledWrongCount], [0, 0]);
    held.resolve();
  }
});

const sample = (given: Partial<Sample>): Sample => ({
  endpoint: "item",
  request: { path: "/items/1" },
  status: 200,
  headers: new Headers(),
  body: "/items/1",
  form: "plain",
  ...given,
});

Deno.test("what was sampled is told apart: wrong ones, failures, what differs, and no escape in a text", async () => {
  const seen = await samplesOf([
    sample({}),
    sample({ form: "gzip" }),
    sample({ status: 500, body: "boom" }),
    sample({ body: "\x1b[31mred\x1b[0m" }),
    sample({ body: "other" }),
  ], { cell, workload, sql: null });
  assert.deepEqual(seen, {
    sampledCount: 5,
    sampledWrongCount: 2,
    sampledWrong: "item answered red",
    sampledFailure: "item answered 500",
    sampledDistinctCount: 4,
    sampledRequestDistinctCount: 1,
    sampledForms: ["gzip", "plain"],
  });
});

Deno.test("a check that fails once is made again; one that fails always is a wrong answer", async () => {
  let calls = 0;
  const failing = (times: number): FoundWorkload => ({
    ...workload,
    endpoints: {
      item: {
        request: { path: "/" },
        check: () => {
          if (calls++ < times) throw new Error("the connection was cut");
          return null;
        },
        database: null,
      },
    },
  });
  const checked = async (times: number) => {
    calls = 0;
    return await samplesOf([sample({})], { cell, workload: failing(times), sql: null });
  };
  assert.equal((await checked(1)).sampledWrongCount, 0);
  assert.match((await checked(9)).sampledWrong!, /could not be checked: the connection was cut/);
});
