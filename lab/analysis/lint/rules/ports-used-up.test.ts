import assert from "node:assert/strict";
import { changedRun, inRun, withLimits } from "../testing.ts";

const found = (localPortsUsedCount: number, localPortCount: number | null = 128) => {
  const outcome = { localPortsUsedCount, localPortsUsedTowards: "database" as const };
  return inRun(
    "ports-used-up",
    withLimits(changedRun({ "gamma-sync": { outcome } }), { localPortCount }),
  ).map(({ sentence }) => sentence)[0];
};

Deno.test("ports-used-up says towards whom no more connections can be opened", () => {
  assert.equal(
    found(127),
    "127 of 128 local ports (99 %) were in use towards the database: a new connection there finds " +
      "none, and an ended one keeps its port for a while.",
  );
});

Deno.test("ports-used-up says nothing while ports are left, nor where their number is not known", () => {
  assert.equal(found(100), undefined);
  assert.equal(found(127, null), undefined);
  assert.deepEqual(inRun("ports-used-up", changedRun()), []);
});
