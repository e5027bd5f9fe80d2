import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

Deno.test("books-overflow finds a receipt from which PostgreSQL dropped statements", () => {
  assert.equal(
    inTrials("books-overflow", { receipt: { droppedCount: 12 } })[0]!.sentence,
    "PostgreSQL dropped statements from its books 12 times within the window, for want of room: " +
      "the receipt misses what they did.",
  );
});

Deno.test("books-overflow says nothing of whole books, nor of a run that kept no word of it", () => {
  assert.deepEqual(inTrials("books-overflow", { receipt: { droppedCount: 0 } }), []);
  assert.deepEqual(inTrials("books-overflow", {}), []);
});
