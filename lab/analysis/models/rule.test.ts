import assert from "node:assert/strict";
import { completedTrials, trialsOf } from "../tables/cells.ts";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../fixtures/runs.ts";
import { fitWork, predictThroughput, threadsNeeded } from "./rule.ts";
import { heldOut, known, lawfulRun, TRUTH, waitMs } from "./rule-fixtures.ts";

const near = (value: number, expected: number, share = 0.01) =>
  assert.ok(Math.abs(value / expected - 1) < share, `${value} is not near ${expected}`);

Deno.test("fitWork() finds hold and CPU of a request, whatever the wait", () => {
  const run = lawfulRun(known);
  const work = fitWork(run, completedTrials(run), { waitMs });
  near(work.holdBeyondWaitMs!, 5);
  near(work.cpuMsPerRequest!, 3);
  near(work.serverCpuMsPerRequest!, 2);
});

Deno.test("fitWork() takes CPU from the busiest cell, where an idle one costs more a request", () => {
  const run = lawfulRun(known);
  for (const { outcome } of trialsOf(run, known[0]!)) outcome.serverCpuS! *= 5;
  near(fitWork(run, completedTrials(run), { waitMs }).serverCpuMsPerRequest!, 2);
});

Deno.test("fitWork() counts the service that is waited for, and nothing else of other processes", () => {
  const cpu = { serverCpuS: 2, databaseCpuS: 1, generatorCpuS: 1, otherCpuS: 5, probeCpuS: 1 };
  for (const [endpoint, expectedS] of [["item", 4], ["call", 8]] as const) {
    const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 1, 1, { endpoint })], blocks: 1 });
    const [trial] = completedTrials(run);
    Object.assign(trial!.outcome, cpu);
    near(fitWork(run, [trial!]).cpuMsPerRequest!, expectedS * 1000 / trial!.outcome.okCount);
  }
});

Deno.test("fitWork() knows no CPU of a server that the lab did not start, and predicts nothing of it", () => {
  const foreign = fixtureForeignCell();
  const run = fixtureRun({ cells: [foreign], answerCount: 1 });
  const work = fitWork(run, completedTrials(run));
  assert.deepEqual([work.cpuMsPerRequest, work.holdBeyondWaitMs], [null, null]);
  assert.equal(predictThroughput(work, fixtureCell("gamma-sync", 1, 5), 2).limitRps, null);
  assert.equal(threadsNeeded(work, 100, 2).coresRps, null);
});

Deno.test("fitWork() refuses trials without answers", () => {
  assert.throws(
    () => fitWork(lawfulRun(known), []),
    /Fitting a rule for threads: no trial has answers/,
  );
});

Deno.test("predictThroughput() names what binds: threads, a worker's core, all cores", () => {
  const bounds = heldOut.map((cell) => predictThroughput(TRUTH, cell, 2, { waitMs }));
  assert.deepEqual(
    bounds.map(({ boundBy, limitRps }) => [boundBy, Math.round(limitRps!)]),
    [["concurrency", 78], ["concurrency", 80], ["cpu", 667], ["workers", 500]],
  );
});

Deno.test("predictThroughput() counts no more threads than there are connections", () => {
  const cell = fixtureCell("gamma-sync", 2, 64, {
    endpoint: "call",
    parameters: { delayMs: 995 },
  });
  near(predictThroughput(TRUTH, cell, 2, { waitMs }).limitRps!, 64);
});

Deno.test("predictThroughput() lets an event loop hold as many requests as come", () => {
  const cell = fixtureCell("delta-async", 1, null);
  const run = lawfulRun([cell]);
  const work = fitWork(run, completedTrials(run));
  assert.equal(work.holdBeyondWaitMs, null);
  const { limitsRps, boundBy } = predictThroughput(work, cell, 2);
  assert.equal(threadsNeeded(work, 100, 2).threadCount, null);
  assert.deepEqual([limitsRps.concurrency, boundBy], [Infinity, "workers"]);
});

Deno.test("threadsNeeded() turns the rule round", () => {
  const { threadCount, workerCount, coresRps } = threadsNeeded(TRUTH, 100, 2);
  assert.deepEqual([threadCount, workerCount, Math.round(coresRps!)], [70, 2, 667]);
  const cellOf = (threads: number) =>
    fixtureCell("gamma-sync", workerCount!, threads / workerCount!, {
      load: { kind: "closed", connections: 1000 },
      endpoint: "call",
      parameters: { delayMs: 100 },
    });
  near(predictThroughput(TRUTH, cellOf(threadCount!), 2, { waitMs }).limitRps!, coresRps!);
  assert.ok(
    predictThroughput(TRUTH, cellOf(threadCount! - 2), 2, { waitMs }).limitRps! < coresRps! * 0.98,
  );
});
