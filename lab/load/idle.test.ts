import assert from "node:assert/strict";
import { IdleConnections } from "./idle.ts";

Deno.test("IdleConnections are open until the server closes them", async () => {
  let asked = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    asked++;
    return new Response("hello");
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  using idle = await IdleConnections.open(url, 150);
  assert.equal(asked, 150);
  assert.equal(idle.openCount, 150);
  await server.shutdown();
  for (let round = 0; idle.openCount > 0 && round < 200; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(idle.openCount, 0);
});

Deno.test("IdleConnections.open() says how many it could open", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assert.rejects(
    IdleConnections.open(`http://127.0.0.1:${port}/`, 3),
    /Cannot keep 3 connections idle: after 0, .*ask for fewer/,
  );
});
