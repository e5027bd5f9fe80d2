import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const held = (databaseConnectionCount: number, sessionsOpenedCount = 0) =>
  inTrials("larger-pool", {
    outcome: { databaseConnectionCount },
    receipt: { sessionsOpenedCount },
  });

Deno.test("larger-pool finds a pool that is larger than was asked for", () => {
  const [found] = held(80);
  assert.equal(found!.severity, "warning");
  assert.equal(found!.sentence, "It held 80 database connections, where 3 × 15 were allowed.");
});

Deno.test("larger-pool lets pass a full pool, a connection more, and servers without a pool", () => {
  assert.deepEqual(held(45), []);
  assert.deepEqual(held(50), []);
  assert.deepEqual(held(90, 2000), []);
});
