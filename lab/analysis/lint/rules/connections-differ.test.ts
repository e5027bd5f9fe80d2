import assert from "node:assert/strict";
import { changedRun, inComparison, inPublished } from "../testing.ts";

const withConnections = (databaseConnectionCount: number) =>
  changedRun({
    "gamma-sync": { outcome: { databaseConnectionCount } },
    "beta-sync": { outcome: { databaseConnectionCount: 15 } },
  });

Deno.test("connections-differ finds 45 connections against 15", () => {
  const [found] = inComparison("connections-differ", withConnections(45));
  assert.match(found!.sentence, /held 45 database connections, beta-sync 3×5 15: 67 %/);
});

Deno.test("connections-differ tolerates a pool that has not quite grown", () => {
  assert.deepEqual(inComparison("connections-differ", withConnections(18)), []);
});

Deno.test("connections-differ finds published tables with and without pools", () => {
  const subjects = inPublished("connections-differ").map(({ subject }) => subject);
  assert.ok(subjects.includes("maple, table “first”"), subjects.join());
  assert.ok(!subjects.includes("maple, table “best”"));
});
