import assert from "node:assert/strict";
import { changedRun, inComparison, inTrials } from "../testing.ts";

const busy = { outcome: { durationS: 5, databaseCpuS: 7, serverCpuS: 1.2 } };
const elsewhere = (executionMs: number) => ({
  outcome: { durationS: 5, databaseCpuS: null },
  receipt: { executionMs },
});

Deno.test("database-bound notes a trial whose database used most of the machine", () => {
  const [found] = inTrials("database-bound", busy);
  assert.equal(found!.severity, "note");
  assert.equal(found!.sentence, "The database used 70 % of all cores, the server 12 %.");
});

Deno.test("database-bound goes by statements at once where the database's CPU is not known", () => {
  const [found] = inTrials("database-bound", elsewhere(15_000));
  assert.match(found!.sentence, /^3 statements were executing at once on average, on 2 cores/);
  assert.deepEqual(inTrials("database-bound", elsewhere(2_000)), []);
});

Deno.test("database-bound goes by the ceiling where it is given", () => {
  const outcome = { throughputRps: 950 };
  const [found] = inTrials("database-bound", { outcome }, { ceilingRps: 1000 });
  assert.match(found!.sentence, /95 % of what the database gives with no web server/);
  assert.deepEqual(inTrials("database-bound", { outcome }, { ceilingRps: 3000 }), []);
});

Deno.test("database-bound warns of a comparison of frameworks only where both are bound", () => {
  const both = changedRun({ "gamma-sync": busy, "beta-sync": busy });
  const [found] = inComparison("database-bound", both);
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /\(70 % of all cores\).*not a comparison of frameworks/);
  assert.deepEqual(inComparison("database-bound", changedRun({ "gamma-sync": busy })), []);
});
