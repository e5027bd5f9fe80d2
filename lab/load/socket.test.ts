import assert from "node:assert/strict";
import { LOOPBACK } from "../system/ports.ts";
import { Socket } from "./socket.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("a socket sends what was written before it stood, reads, and tells its end", async () => {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const socket = new Socket((listener.addr as Deno.NetAddr).port, LOOPBACK);
  const ended = Promise.withResolvers<void>();
  let read = "";
  socket.on("data", (chunk) => read += text(chunk));
  socket.on("end", ended.resolve);
  socket.on("error", ended.reject);
  socket.write(new TextEncoder().encode("question"));
  const other = await listener.accept();
  const buffer = new Uint8Array(64);
  assert.equal(text(buffer.subarray(0, (await other.read(buffer))!)), "question");
  await other.write(new TextEncoder().encode("answer"));
  other.close();
  await ended.promise;
  assert.equal(read, "answer");
});

Deno.test("a socket that is refused tells an error, and one that was destroyed tells nothing", async () => {
  const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const destroyed = new Socket(port, LOOPBACK);
  destroyed.on("end", () => assert.fail("told its end"));
  destroyed.on("error", () => assert.fail("told an error"));
  const other = await listener.accept();
  destroyed.destroy();
  assert.equal(await other.read(new Uint8Array(8)), null);
  other.close();
  listener.close();
  const refused = Promise.withResolvers<Error>();
  new Socket(port, LOOPBACK).on("error", refused.resolve);
  assert.match((await refused.promise).message, /refused/i);
});
