import assert from "node:assert/strict";
import { freePort } from "../system/ports.ts";
import { requestsFor } from "../testing/orders.ts";
import { IdleConnections } from "./idle.ts";
import type { Order } from "./order.ts";

const orderFor = (url: string, idleConnections?: number, given: Partial<Order> = {}): Order => ({
  url,
  asked: { speaks: "http", requests: requestsFor("page") },
  load: { kind: "closed", connections: 1 },
  share: { index: 0, count: 1 },
  sliceS: 1,
  timeoutS: 5,
  idleConnections,
  ...given,
});

/** Counts what it is asked, and keeps it. */
function serving() {
  const asked: { method: string; path: string; body: string; host: string | null }[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const host = request.headers.get("host");
      asked.push({ method: request.method, path: pathname, body: await request.text(), host });
      return new Response("hello");
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  return { server, asked, url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("IdleConnections are open until the server closes them", async () => {
  await using at = serving();
  using idle = await IdleConnections.open(orderFor(at.url, 150));
  assert.equal(at.asked.length, 150);
  assert.equal(idle.openCount, 150);
  await at.server.shutdown();
  for (let round = 0; idle.openCount > 0 && round < 200; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(idle.openCount, 0);
});

Deno.test("IdleConnections.open() says how many it could open", async () => {
  await assert.rejects(
    IdleConnections.open(orderFor(`http://127.0.0.1:${freePort()}/`, 3)),
    /Cannot keep 3 connections idle: after 0, .*ask for fewer/,
  );
});

Deno.test("each idle connection asks what the workload asks, with its body byte for byte", async () => {
  await using at = serving();
  const requests = requestsFor("order");
  using idle = await IdleConnections.open(
    orderFor(at.url, 5, { asked: { speaks: "http", requests } }),
  );
  assert.equal(idle.openCount, 5);
  for (const { method, path, body, host } of at.asked) {
    assert.deepEqual([method, path, host], ["POST", "/orders", new URL(at.url).host]);
    // Cut short by a byte for each letter of two, were its length that of the text.
    assert.match(JSON.parse(body).note, /^für [a-z]{12}$/);
  }
  assert.equal(new Set(at.asked.map(({ body }) => body)).size, 5);
});

Deno.test("the generators open their shares of the idle connections, and none where none are wanted", async () => {
  await using at = serving();
  using first = await IdleConnections.open(
    orderFor(at.url, 5, { share: { index: 0, count: 2 } }),
  );
  using second = await IdleConnections.open(
    orderFor(at.url, 5, { share: { index: 1, count: 2 } }),
  );
  using none = await IdleConnections.open(orderFor(at.url));
  const asked = { speaks: "sql" as const, statements: { texts: ["SELECT 1"], seed: 1 } };
  using database = await IdleConnections.open(orderFor("postgresql://x", 5, { asked }));
  const counts = [first, second, none, database].map(({ openCount }) => openCount);
  assert.deepEqual(counts, [3, 2, 0, 0]);
});
