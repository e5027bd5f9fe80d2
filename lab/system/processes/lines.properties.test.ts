import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonLines, lineWriter } from "./lines.ts";

/** Bytes in pieces of these sizes, over and over, as a pipe may hand them on. */
function inPieces(bytes: Uint8Array, sizes: number[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const end = at + sizes[turn % sizes.length]!;
        controller.enqueue(bytes.slice(at, end));
        at = end;
      }
      controller.close();
    },
  });
}

Deno.test("what is written as lines is read as it was, in whatever pieces it arrives", async () => {
  const messages = fc.array(fc.jsonValue({ stringUnit: "binary" }), { maxLength: 6 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(fc.asyncProperty(messages, sizes, async (told, pieces) => {
    const written: Uint8Array[] = [];
    const write = lineWriter(
      new WritableStream<Uint8Array>({ write: (bytes) => void written.push(bytes) }),
    );
    for (const message of told) await write(message);
    const bytes = new Uint8Array(await new Blob(written as BlobPart[]).arrayBuffer());
    const lines = await Array.fromAsync(jsonLines(inPieces(bytes, pieces)));
    assert.deepEqual(lines, told.map((message) => JSON.stringify(message)));
  }));
});
