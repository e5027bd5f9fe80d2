import assert from "node:assert/strict";
import { fixtureCell, fixtureForeignCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { limitOf, throughputLimit } from "./limit.ts";

const input = { atOnce: 16, holdMs: 100, coreCount: 2, cpuMsPerRequest: 1 };

Deno.test("throughputLimit() is the least of threads ÷ hold, cores ÷ CPU and the ceiling", () => {
  const threads = throughputLimit(input);
  assert.deepEqual([threads.limitRps, threads.boundBy], [160, "concurrency"]);
  const cores = throughputLimit({ ...input, cpuMsPerRequest: 20 });
  assert.deepEqual([cores.limitRps, cores.boundBy], [100, "cpu"]);
  const database = throughputLimit({ ...input, ceilingRps: 60 });
  assert.deepEqual([database.limitRps, database.boundBy], [60, "ceiling"]);
  assert.deepEqual(threads.limitsRps, {
    concurrency: 160,
    cpu: 2000,
    workers: null,
    ceiling: null,
  });
});

Deno.test("throughputLimit() knows that a worker has one core", () => {
  const one = throughputLimit({
    ...input,
    cpuMsPerRequest: 12,
    workers: 1,
    serverCpuMsPerRequest: 10,
  });
  assert.deepEqual([one.limitRps, one.boundBy], [100, "workers"]);
});

Deno.test("throughputLimit() refuses what would divide by nothing", () => {
  assert.throws(
    () => throughputLimit({ ...input, holdMs: 0 }),
    /holdMs is 0; give a number above 0/,
  );
});

Deno.test("limitOf() reads N, W and D off a cell's trials", () => {
  const cell = fixtureCell("gamma-sync", 1, 5);
  const run = fixtureRun({ cells: [cell], blocks: 3, answerCount: 1 });
  for (const trial of run.trials) {
    Object.assign(setThroughput(trial, 150).outcome, {
      ...{ okCount: 1000, serverCpuS: 5, databaseCpuS: 2, generatorCpuS: 1 },
      receipt: {
        statementCount: 1000,
        rowCount: 1000,
        sessionsOpenedCount: 0,
        executionMs: 3000,
        statements: [],
      },
    });
  }
  const limit = limitOf(run, cell);
  assert.deepEqual(limit.limitsRps, { concurrency: 625, cpu: 250, workers: 200, ceiling: null });
  assert.equal(
    limit.sentence,
    "gamma-sync 1×5 gave 150 requests/s, 75 % of its limit of 200, set by the one core that " +
      "its worker can use.",
  );
  assert.match(
    limitOf(run, cell, { ceilingRps: 180 }).sentence,
    /limit of 180, set by the database/,
  );
  assert.equal(limitOf(run, cell, { holdMs: 50 }).boundBy, "concurrency");
});

Deno.test("limitOf() names a cell that answered nothing", () => {
  const cell = fixtureCell("gamma-sync", 1, 5);
  const run = fixtureRun({ cells: [cell], blocks: 1, failedTrials: [1] });
  assert.throws(
    () => limitOf(run, cell),
    /gamma-sync 1×5 .* no completed trial with answers/,
  );
});

Deno.test("limitOf() of a foreign server says that nothing bounds it that is known", () => {
  const foreign = fixtureForeignCell();
  const run = fixtureRun({ cells: [foreign], answerCount: 1 });
  const limit = limitOf(run, foreign);
  assert.deepEqual([limit.limitRps, limit.boundBy, limit.reachedShare], [null, null, null]);
  assert.match(
    limit.sentence,
    /^omega-url gave \d+ requests\/s; its limit is not known: neither its CPU nor its workers are\.$/,
  );
  assert.match(
    limitOf(run, foreign, { ceilingRps: 9000 }).sentence,
    /limit of 9,000, set by the d/,
  );
});
