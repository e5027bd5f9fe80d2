import assert from "node:assert/strict";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun, inTrials } from "../testing.ts";
import { faultTest } from "../../../testing/faults.ts";

Deno.test("fewer-threads finds missing threads and missing workers", () => {
  const threads = { serverProcessCount: 4, serverThreadCount: 11 };
  assert.equal(
    inTrials("fewer-threads", { outcome: threads })[0]!.sentence,
    "11 threads alive in all where 3 × 5 = 15 were asked for requests alone.",
  );
  const processes = { serverProcessCount: 2, serverThreadCount: 20 };
  assert.match(
    inTrials("fewer-threads", { outcome: processes })[0]!.sentence,
    /^2 processes were alive at the end, where 3 workers/,
  );
});

Deno.test("fewer-threads blames no server that starts threads on demand for connections that are few", () => {
  // 2 × 32 threads and 64 connections: of workers that got 33 and 31, one needs no 32nd thread.
  const cell = fixtureCell("gamma-sync", 2, 32);
  const run = fixtureRun({ cells: [cell], blocks: 1, answerCount: 1 });
  const at = (serverThreadCount: number) => {
    for (const { outcome } of run.trials) Object.assign(outcome, { serverThreadCount });
    return inRun("fewer-threads", run).map(({ severity }) => severity);
  };
  assert.deepEqual([at(70), at(63), at(20)], [[], ["note"], ["error"]]);
});

Deno.test("fewer-threads lets a server with what was asked pass", () => {
  const outcome = { serverProcessCount: 4, serverThreadCount: 28 };
  assert.deepEqual(inTrials("fewer-threads", { outcome }), []);
});

Deno.test("fewer-threads asks nothing of a server that the lab did not start", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell()], answerCount: 1 });
  assert.deepEqual(inRun("fewer-threads", run), []);
});

Deno.test("fewer-threads asks nothing of a ceiling, which has no server", () => {
  const run = fixtureRun({ cells: [fixtureCell("ceiling", 1, null)], answerCount: 1 });
  for (const { outcome } of run.trials) {
    Object.assign(outcome, { serverProcessCount: 0, serverThreadCount: 0 });
  }
  assert.deepEqual(inRun("fewer-threads", run), []);
});

faultTest(
  "fewer threads",
  "fewer-threads finds two threads at work where five were asked for, however many are alive",
  () => {
    const alive = { serverProcessCount: 4, serverThreadCount: 28 };
    const busy = (serverBusyThreadsByProcess: number[]) =>
      inTrials("fewer-threads", { outcome: { ...alive, serverBusyThreadsByProcess } })[0];
    assert.equal(busy([2, 2, 2, 0])!.severity, "error");
    assert.equal(
      busy([2, 2, 2, 0])!.sentence,
      "2 threads of its busiest process had requests to serve, where 5 were asked for in each of 3 " +
        "workers.",
    );
    // One that reads and writes for two others.
    assert.equal(busy([3, 3, 3, 0])!.severity, "error");
    // The first thread of a process is not counted, and may be the fifth.
    assert.equal(busy([4, 4, 4, 0])!.severity, "warning");
    // A worker that got few connections starts few threads.
    assert.equal(busy([5, 5, 1, 0]), undefined);
    assert.equal(busy([6, 6, 6, 0]), undefined);
  },
);

Deno.test("fewer-threads asks for no threads at work that have nothing to do", () => {
  const cell = fixtureCell("gamma-sync", 2, 32);
  const run = fixtureRun({ cells: [cell], blocks: 1, answerCount: 1 });
  const at = (most: number) => {
    for (const { outcome } of run.trials) {
      Object.assign(outcome, {
        serverThreadCount: 70,
        serverBusyThreadsByProcess: [most, most, 0],
      });
    }
    return inRun("fewer-threads", run).length;
  };
  assert.deepEqual([at(20), at(16), at(8)], [0, 0, 1]);
});

Deno.test("fewer-threads asks for no threads of an open loop that its arrivals do not keep busy", () => {
  const cell = fixtureCell("gamma-sync", 1, 16);
  cell.scenario.load = {
    ...{ kind: "open", arrivals: "poisson", connections: 256, seed: 1, rateRps: 280 },
  };
  const run = fixtureRun({ cells: [cell], blocks: 1, answerCount: 1 });
  const at = (latencyMeanMs: number) => {
    for (const { outcome } of run.trials) {
      Object.assign(outcome, {
        ...{ throughputRps: 280, latencyMeanMs },
        ...{ serverProcessCount: 1, serverThreadCount: 20, serverBusyThreadsByProcess: [8] },
      });
    }
    return inRun("fewer-threads", run).length;
  };
  // One of them is busy at a time; then two for each thread.
  assert.deepEqual([at(4), at(120)], [0, 1]);
});

Deno.test("fewer-threads notes a program that may have threads for workers", () => {
  const cell = fixtureCell("gamma-async", 2, null);
  const run = fixtureRun({ cells: [cell], blocks: 1, answerCount: 1 });
  for (const { outcome } of run.trials) {
    Object.assign(outcome, { serverProcessCount: 1, serverThreadCount: 12 });
  }
  const severities = () => inRun("fewer-threads", run).map(({ severity }) => severity);
  assert.deepEqual(severities(), ["error"]);
  run.plan.variants[cell.variant] = { title: "Gamma", runtime: "program", model: "async" };
  assert.deepEqual(severities(), ["note"]);
  assert.equal(
    inRun("fewer-threads", run)[0]!.sentence,
    "1 process was alive at the end, where 2 workers were asked for: of its 12 threads some may be they.",
  );
});
