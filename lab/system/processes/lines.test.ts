import assert from "node:assert/strict";
import { jsonLines, lineWriter } from "./lines.ts";

const stream = (...pieces: string[]) =>
  ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));

Deno.test("jsonLines() puts lines together from pieces, and keeps a last one without its end", async () => {
  const lines = await Array.fromAsync(jsonLines(stream('{"a":', "1}\n\n", '{"b":2}\n{"c"', ":3}")));
  assert.deepEqual(lines, ['{"a":1}', '{"b":2}', '{"c":3}']);
});

Deno.test("lineWriter() writes in order, and a reader that has gone is no error", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const write = lineWriter(writable);
  const told = Promise.all([write({ a: 1 }), write({ b: "ü" })]);
  const lines = jsonLines(readable);
  assert.equal((await lines.next()).value, '{"a":1}');
  assert.equal((await lines.next()).value, '{"b":"ü"}');
  await told;
  await lines.return(undefined);
  await write({ c: 3 });
});
