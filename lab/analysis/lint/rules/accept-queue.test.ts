import assert from "node:assert/strict";
import { changedRun, inRun, withLimits } from "../testing.ts";

const found = (
  outcome: {
    listenOverflowCount?: number;
    acceptQueueCount?: number;
    serverConnectionsByProcess?: number[];
  },
) =>
  inRun(
    "accept-queue",
    withLimits(changedRun({ "gamma-sync": { outcome } }), { acceptQueueCount: 4096 }),
  )
    .map(({ sentence }) => sentence)[0];

Deno.test("accept-queue names the queue, its length and the machine's limit", () => {
  assert.equal(
    found({ listenOverflowCount: 1872, acceptQueueCount: 100 }),
    "1,872 times a connection found no place in the accept queue of 100 (net.core.somaxconn allows " +
      "4096): each waits for a second or more until it is tried again.",
  );
  assert.match(
    found({ listenOverflowCount: 3 })!,
    /accept queue; net\.core\.somaxconn allows 4096:/,
  );
});

Deno.test("accept-queue says nothing where all found a place, nor where it was not asked", () => {
  assert.equal(found({ listenOverflowCount: 0 }), undefined);
  assert.equal(found({}), undefined);
});
