import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { farDatabase } from "./far.ts";

/** A server that sends back what it gets, on loopback, as a database's URL. */
function echo(): { url: string; [Symbol.dispose]: () => void } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const connection of listener) {
      connection.readable.pipeTo(connection.writable).catch(() => {});
    }
  })();
  return {
    url: `postgresql://role:secret@127.0.0.1:${listener.addr.port}/shop?sslmode=disable`,
    [Symbol.dispose]: () => listener.close(),
  };
}

const connectTo = (url: string) =>
  Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });

async function read(connection: Deno.Conn, byteCount: number): Promise<Uint8Array> {
  const all = new Uint8Array(byteCount);
  for (let at = 0; at < byteCount;) {
    const count = await connection.read(all.subarray(at));
    assert(count !== null, `the other side ended after ${at} of ${byteCount} bytes`);
    at += count;
  }
  return all;
}

Deno.test("a far database has another port, and the rest of its address is as it was", async () => {
  using near = echo();
  await using far = await farDatabase(near.url, 1);
  assert.notEqual(new URL(far.url).port, new URL(near.url).port);
  const same = new URL(far.url);
  same.port = new URL(near.url).port;
  assert.equal(same.href, near.url);
});

Deno.test("every answer of a far database takes its round trip at the least, bytes come as they went", async () => {
  using near = echo();
  await using far = await farDatabase(near.url, 20);
  let started = performance.now();
  using connection = await connectTo(far.url);
  for (let round = 0; round < 3; round++) {
    const sent = crypto.getRandomValues(new Uint8Array(1000));
    if (round > 0) started = performance.now();
    await connection.write(sent);
    assert.deepEqual(await read(connection, 1000), sent);
    const tookMs = performance.now() - started;
    // A first byte waits for the handshake too.
    assert(tookMs >= (round === 0 ? 40 : 20) - 0.5, `${tookMs} ms`);
  }
});

Deno.test("more than it may hold is held back and arrives whole", async () => {
  using near = echo();
  await using far = await farDatabase(near.url, 5);
  using connection = await connectTo(far.url);
  const byteCount = 20 * 1024 * 1024;
  const sent = new Uint8Array(byteCount).map((_, at) => at % 251);
  const reading = read(connection, byteCount);
  for (let at = 0; at < byteCount;) at += await connection.write(sent.subarray(at));
  assert.deepEqual(await reading, sent);
});

Deno.test("an end is passed on, and a database that is not there closes the connection", async () => {
  using near = echo();
  await using far = await farDatabase(near.url, 2);
  using ending = await connectTo(far.url);
  await ending.closeWrite();
  assert.equal(await ending.read(new Uint8Array(1)), null);

  await using nowhere = await farDatabase("postgresql://role@127.0.0.1:1/shop", 2);
  using refused = await connectTo(nowhere.url);
  const seen = await Promise.race([
    refused.read(new Uint8Array(1)).catch(() => null),
    sleep(5000, "still open", { ref: false }),
  ]);
  assert.equal(seen, null);
});

Deno.test("the relay is gone when a far database leaves scope", async () => {
  using near = echo();
  let pid: number;
  {
    await using far = await farDatabase(near.url, 1);
    pid = far.pid;
    assert.doesNotThrow(() => Deno.statSync(`/proc/${pid}`));
  }
  assert.throws(() => Deno.statSync(`/proc/${pid}`), Deno.errors.NotFound);
});
