import assert from "node:assert/strict";
import type { Run } from "../../nouns/run.ts";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../fixtures/runs.ts";
import { attributionOf } from "./attribution.ts";

const sync = fixtureCell("gamma-sync", 1, 16);
const asynchronous = fixtureCell("delta-async", 1, null);

function measured({ latencyMeanMs = 100, ...outcome }: Record<string, unknown> = {}): Run {
  const run = fixtureRun({ cells: [sync, asynchronous], blocks: 3, answerCount: 1 });
  for (const trial of run.trials) {
    Object.assign(trial.outcome, {
      ...{ okCount: 1000, latencyMeanMs, throughputRps: 64_000 / Number(latencyMeanMs) },
      ...{ serverCpuS: 3, databaseCpuS: 2, generatorCpuS: 0.5 },
      receipt: {
        statementCount: 4000,
        rowCount: 1,
        sessionsOpenedCount: 0,
        executionMs: 6000,
        statements: [],
      },
      ...outcome,
    });
  }
  return run;
}
const sum = (parts: object) => Object.values(parts).reduce((total, part) => total + part, 0);

Deno.test("attributionOf() splits the latency into work, stalls, the queue for a thread and the rest", () => {
  const [row] = attributionOf(measured(), [sync]);
  assert.deepEqual(row!.parts, {
    serverCpuMs: 3,
    databaseCpuMs: 2,
    databaseStalledMs: 4,
    generatorCpuMs: 0.5,
    // 48 of 64 requests are in no thread: three quarters of 100 ms, less the generator's part.
    threadQueueMs: 74.5,
    sessionQueueMs: 0,
    heldSessionMs: 0,
    otherWaitMs: 16,
  });
  assert.equal(row!.workMs, 9.5);
  assert.equal(sum(row!.parts), 100);
});

Deno.test("attributionOf() knows no queue for threads where there are none", () => {
  const [row] = attributionOf(measured(), [asynchronous]);
  assert.equal(row!.parts.threadQueueMs, 0);
  assert.equal(row!.parts.otherWaitMs, 90.5);
});

Deno.test("attributionOf() never gives a negative part, and tells of work beyond the latency", () => {
  const [row] = attributionOf(measured({ latencyMeanMs: 5 }), [asynchronous]);
  assert.ok(Math.abs(sum(row!.parts) - 5) < 1e-9);
  assert.equal(row!.excessMs, 4.5);
  assert.equal(row!.parts.otherWaitMs, 0);
  const quick = attributionOf(measured({ databaseCpuS: 9 }), [sync])[0]!;
  assert.equal(quick.parts.databaseStalledMs, 0);
});

Deno.test("attributionOf() counts execution as stalled where the database's CPU is not known", () => {
  const [row] = attributionOf(measured({ databaseCpuS: null }), [sync]);
  assert.equal(row!.databaseCpuKnown, false);
  assert.deepEqual([row!.parts.databaseCpuMs, row!.parts.databaseStalledMs], [0, 6]);
});

Deno.test("attributionOf() leaves out cells that answered nothing", () => {
  assert.deepEqual(attributionOf(measured({ okCount: 0 })), []);
});

Deno.test("attributionOf() of an open loop takes the requests under way from Little's law", () => {
  const load = { kind: "open", rateRps: 200, arrivals: "poisson", connections: 500 } as const;
  const cell = fixtureCell("gamma-sync", 1, 16, { load });
  const run = fixtureRun({ cells: [cell], blocks: 1, answerCount: 1 });
  const outcome = { okCount: 1000, throughputRps: 200, latencyMeanMs: 100, generatorCpuS: 0 };
  Object.assign(run.trials[0]!.outcome, outcome);
  // 20 under way, 16 in threads: a fifth of the latency at the least.
  assert.ok(Math.abs(attributionOf(run)[0]!.parts.threadQueueMs - 20) < 1e-9);
});

const sessions = (openCount: number, inTransaction: number) => ({
  waitSessionMeanCount: openCount,
  waitSamples: [
    { event: "idle in transaction", share: inTransaction },
    { event: "idle", share: 1 - inTransaction },
  ],
});

Deno.test("attributionOf() tells requests without a session, and those that hold one in vain", () => {
  const { parts } = attributionOf(measured(sessions(16, 0.5)), [asynchronous])[0]!;
  // 48 of 64 requests have no session: 75 ms, less the generator's 0.5 ms and the server's 3 ms.
  assert.equal(parts.sessionQueueMs, 71.5);
  // 8 of 64 are in a transaction: 12.5 ms, less 6 ms in the database and 3 ms in the server.
  assert.equal(parts.heldSessionMs, 3.5);
  assert.equal(sum(parts), 100);
});

Deno.test("attributionOf() sees no queue for sessions behind that for threads, unless they are fewer", () => {
  const enough = attributionOf(measured(sessions(16, 0)), [sync])[0]!;
  assert.deepEqual([enough.parts.threadQueueMs, enough.parts.sessionQueueMs], [74.5, 0]);
  const fewer = attributionOf(measured(sessions(8, 0)), [sync])[0]!;
  // 8 of the 16 threads have none: 12.5 ms, less the server's 3 ms.
  assert.deepEqual([fewer.parts.threadQueueMs, fewer.parts.sessionQueueMs], [74.5, 9.5]);
});

Deno.test("attributionOf() expects no session of requests that ask nothing of the database", () => {
  const run = measured({ ...sessions(1, 0), receipt: null });
  assert.equal(attributionOf(run, [asynchronous])[0]!.parts.sessionQueueMs, 0);
});

Deno.test("attributionOf() counts a foreign server's work as waiting, and says so", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell()], blocks: 2, answerCount: 1 });
  const [row] = attributionOf(run);
  assert.equal(row!.serverCpuKnown, false);
  assert.equal(row!.parts.serverCpuMs, 0);
  assert.ok(Math.abs(sum(row!.parts) - row!.latencyMeanMs) < 1e-9);
  assert.ok(Number.isFinite(row!.trials[0]!.workMs));
});
