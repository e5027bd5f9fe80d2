import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const found = (outcome: Record<string, number>) =>
  inTrials("swapping", { outcome: { durationS: 5, ...outcome } }).map(({ sentence }) =>
    sentence
  )[0];

Deno.test("swapping tells what went through swap, and how long memory was waited for", () => {
  assert.equal(found({ swappedMiB: 120 }), "120 MiB went to swap or came from it.");
  assert.equal(
    found({ swappedMiB: 120, memoryWaitS: 1 }),
    "120 MiB went to swap or came from it, and something waited for memory for 20 % of the window.",
  );
  assert.equal(found({ memoryWaitS: 1 }), "Something waited for memory for 20 % of the window.");
});

Deno.test("swapping says nothing of a few old pages, nor of a run that was not asked", () => {
  assert.equal(found({ swappedMiB: 0.4, memoryWaitS: 0.1 }), undefined);
  assert.equal(found({}), undefined);
});
