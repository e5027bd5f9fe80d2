import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { completedTrials } from "../../tables/cells.ts";
import { inRun, inTrials } from "../testing.ts";

Deno.test("smaller-pool finds a pool of one in each worker where 15 were asked for", () => {
  const run = fixtureRun({ cells: [fixtureCell("delta-async", 2, null)], blocks: 1 });
  for (const { outcome } of completedTrials(run)) outcome.databaseConnectionCount = 2;
  assert.equal(
    inRun("smaller-pool", run)[0]!.sentence,
    "It held 2 database connections, where 2 × 15 may be open and 30 requests can need one at the " +
      "same time.",
  );
});

Deno.test("smaller-pool asks for no more connections than threads and requests can use", () => {
  // Three workers with five threads each: fifteen at once.
  assert.deepEqual(inTrials("smaller-pool", { outcome: { databaseConnectionCount: 4 } }), []);
  assert.equal(
    inTrials("smaller-pool", { outcome: { databaseConnectionCount: 3 } }).length,
    4,
  );
  const grown = { databaseConnectionCount: 3, waitSessionMeanCount: 9 };
  assert.deepEqual(inTrials("smaller-pool", { outcome: grown }), []);
  const run = fixtureRun({
    cells: [fixtureCell("delta-async", 2, null, { load: { kind: "closed", connections: 3 } })],
  });
  for (const { outcome } of completedTrials(run)) outcome.databaseConnectionCount = 1;
  assert.deepEqual(inRun("smaller-pool", run), []);
});

Deno.test("smaller-pool says nothing where requests ask no database, or nothing is known", () => {
  const run = fixtureRun({ cells: [fixtureCell("delta-async", 2, null, { endpoint: "page" })] });
  for (const { outcome } of completedTrials(run)) outcome.databaseConnectionCount = 0;
  assert.deepEqual(inRun("smaller-pool", run), []);
  assert.deepEqual(inTrials("smaller-pool", { outcome: { databaseConnectionCount: null } }), []);
});
