import assert from "node:assert/strict";
import { fixtureRun } from "../analysis/fixtures.ts";
import { completedTrials } from "../analysis/cells.ts";
import { decodeHistogram } from "../analysis/histogram.ts";
import type { Observation } from "./observe.ts";
import { mergeTurns } from "./turns.ts";

const windows: Observation[] = completedTrials(fixtureRun({ blocks: 1 })).slice(0, 3)
  .map(({ outcome }, index) => ({
    ...outcome,
    warmUpS: 1,
    serverMemoryMiB: 100 + index,
    serverCpuByProcessS: [2 + index, 1],
    waitSampleCount: 10,
    waitSessionMeanCount: 2 * index,
    waitSamples: index === 0 ? [] : [
      { event: "running", share: 0.25 * index },
      { event: "idle", share: 1 - 0.25 * index },
    ],
    receipt: {
      statementCount: 10,
      rowCount: 20,
      sessionsOpenedCount: index,
      executionMs: 5,
      statements: [
        { sql: "SELECT 1", callCount: 4, rowCount: 4, executionMs: 1 },
        { sql: `SELECT ${"x".repeat(index + 1)}`, callCount: 6, rowCount: 16, executionMs: 4 },
      ],
    },
  }));
const total = (of: (window: Observation) => number) =>
  windows.reduce((sum, window) => sum + of(window), 0);

Deno.test("mergeTurns() adds up what adds up over time, durations too", () => {
  const merged = mergeTurns(windows);
  assert.equal(merged.durationS, total((window) => window.durationS));
  assert.equal(merged.okCount, total((window) => window.okCount));
  assert.equal(merged.throughputRps, merged.okCount / merged.durationS);
  assert.equal(merged.serverCpuS, total((window) => window.serverCpuS));
  assert.equal(merged.databaseCpuS, total((window) => window.databaseCpuS!));
  assert.equal(merged.generatorCpuS, total((window) => window.generatorCpuS));
  assert.equal(merged.throughputSamplesRps.length, 15);
  assert.equal(decodeHistogram(merged.latencyHistogramUs).totalCount, 900);
  assert.deepEqual(merged.serverCpuByProcessS, [9, 3]);
});

Deno.test("mergeTurns() adds receipts up, statement by statement", () => {
  const { receipt } = mergeTurns(windows);
  assert.equal(receipt!.statementCount, 30);
  assert.equal(receipt!.sessionsOpenedCount, 3);
  assert.equal(receipt!.statements.length, 4);
  assert.deepEqual(receipt!.statements.find(({ sql }) => sql === "SELECT 1"), {
    sql: "SELECT 1",
    callCount: 12,
    rowCount: 12,
    executionMs: 3,
  });
  assert.equal(mergeTurns([...windows, { ...windows[0]!, receipt: null }]).receipt, null);
});

Deno.test("mergeTurns() weighs waits by the sessions seen, and takes what was there last", () => {
  const merged = mergeTurns(windows);
  assert.equal(merged.waitSampleCount, 30);
  assert.equal(merged.waitSessionMeanCount, 2);
  // 20 sessions seen at a quarter and 40 at a half were running: 25 of 60.
  const running = merged.waitSamples!.find(({ event }) => event === "running")!;
  assert.ok(Math.abs(running.share - 25 / 60) < 1e-9);
  assert.equal(merged.serverMemoryMiB, 102);
});

Deno.test("mergeTurns() knows no database CPU where one window does not", () => {
  assert.equal(
    mergeTurns([windows[0]!, { ...windows[1]!, databaseCpuS: null }]).databaseCpuS,
    null,
  );
});
