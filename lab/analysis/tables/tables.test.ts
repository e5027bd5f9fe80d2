import assert from "node:assert/strict";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../fixtures/runs.ts";
import { failures, trialRows, trialsTable } from "./tables.ts";

const run = fixtureRun({ blocks: 2, failedTrials: [3] });

Deno.test("trialsTable() has a row a completed trial and every column of a row", () => {
  const table = trialsTable(run);
  assert.equal(table.numRows(), run.trials.length - 1);
  assert.deepEqual(table.columnNames(), Object.keys(trialRows(run)[0]!));
  assert.ok(!Array.from(table.array("trial")).includes(3));
});

Deno.test("trialsTable() keeps its columns when no trial was completed", () => {
  const empty = trialsTable({ ...run, trials: [] });
  assert.equal(empty.numRows(), 0);
  assert.deepEqual(empty.columnNames(), trialsTable(run).columnNames());
});

Deno.test("trialRows() derives time, statements and rows for each answer", () => {
  const trial = run.trials.find(({ outcome }) => outcome.state === "completed")!;
  assert.ok(trial.outcome.state === "completed" && trial.outcome.receipt);
  Object.assign(trial.outcome, { okCount: 200, serverCpuS: 1.5, databaseCpuS: 0.4 });
  Object.assign(trial.outcome.receipt, { statementCount: 800, rowCount: 400, executionMs: 100 });
  const row = trialRows(run).find((row) => row.trial === trial.trial)!;
  assert.equal(row.serverCpuMsPerRequest, 7.5);
  assert.equal(row.databaseCpuMsPerRequest, 2);
  assert.equal(row.statementsPerRequest, 4);
  assert.equal(row.rowsPerRequest, 2);
  assert.equal(row.databaseExecutionMsPerRequest, 0.5);
});

Deno.test("trialRows() has null, not Infinity, where nothing was answered or known", () => {
  const cells = [fixtureCell("gamma-sync", 1, 5)];
  const silent = fixtureRun({ cells, blocks: 1 });
  Object.assign(silent.trials[0]!.outcome, { okCount: 0, databaseCpuS: null, receipt: null });
  const [row] = trialRows(silent);
  assert.equal(row!.serverCpuMsPerRequest, null);
  assert.equal(row!.databaseCpuS, null);
  assert.equal(row!.statementsPerRequest, null);
  assert.equal(row!.sessionsOpenedCount, null);
});

Deno.test("trialsTable() has the titles of the plan, and names where it has none", () => {
  const { "alpha-async": _unknown, ...variants } = run.plan.variants;
  const titles = trialsTable({ ...run, plan: { ...run.plan, variants } }).array("title");
  assert.ok(Array.from(titles).includes("Gamma, sync"));
  assert.ok(Array.from(titles).includes("alpha-async"));
});

Deno.test("trialRows() tells what was asked, by which tool, and nothing that is not known", () => {
  const scenario = { endpoint: "call", parameters: { delayMs: 50 } };
  const foreign = fixtureRun({ cells: [fixtureForeignCell("omega-url", scenario)], blocks: 1 });
  Object.assign(foreign.trials[0]!.outcome, { loadTool: "wrk 4.2.0" });
  const [row] = trialRows(foreign);
  assert.deepEqual(
    [row!.workload, row!.endpoint, row!.parameters, row!.size, row!.load, row!.tool],
    ["shop", "call", "delayMs 50", 1000, "64 connections", "wrk 4.2.0"],
  );
  assert.deepEqual([row!.workers, row!.poolMax, row!.serverCpuS, row!.readyS], Array(4).fill(null));
  assert.equal(row!.serverCpuMsPerRequest, null);
  assert.ok(Object.values(row!).every((value) => !Number.isNaN(value)));
});

Deno.test("failures() lists what could not be measured, with the reason", () => {
  const [failure, ...more] = failures(run);
  assert.equal(failure!.trial, 3);
  assert.match(failure!.reason, /no answer within 30 s/);
  assert.deepEqual(more, []);
});

Deno.test("data/README.md explains every column of trialsTable()", async () => {
  const dictionary = await Deno.readTextFile(new URL("../../../data/README.md", import.meta.url));
  const columns = trialsTable(run).columnNames();
  assert.deepEqual(columns.filter((column) => !dictionary.includes(`\`${column}\``)), []);
});

Deno.test("trialRows() has what a trial saw beyond its window's answers", () => {
  const loaded = fixtureRun({ cells: [fixtureCell("gamma-sync", 1, 5)], blocks: 1 });
  Object.assign(loaded.trials[0]!.outcome, {
    ...{ okCount: 100, warmUpS: 4, settled: false, databaseMemoryMiB: 90 },
    ...{ serverVoluntarySwitchCount: 300, serverInvoluntarySwitchCount: 100 },
    waitSessionMeanCount: 5,
    waitSamples: [
      { event: "running", share: 0.6 },
      { event: "Lock:transactionid", share: 0.3 },
      { event: "idle in transaction", share: 0.1 },
    ],
  });
  const [row] = trialRows(loaded);
  assert.deepEqual([row!.warmUpS, row!.settled, row!.databaseMemoryMiB], [4, false, 90]);
  assert.deepEqual(
    [row!.serverSwitchesPerRequest, row!.serverInvoluntarySwitchesPerRequest],
    [4, 1],
  );
  assert.deepEqual([row!.runningShare, row!.idleShare], [0.6, 0]);
  assert.deepEqual([row!.mainWait, row!.mainWaitShare], ["Lock:transactionid", 0.3]);
  // Runs from before these were kept do not have them.
  const [older] = trialRows(fixtureRun({ blocks: 1 }));
  assert.deepEqual([older!.settled, older!.mainWait, older!.runningShare], [null, null, null]);
  assert.equal(older!.serverSwitchesPerRequest, null);
});

Deno.test("trialRows() knows the slowest hundredth from 2,000 answers on", () => {
  const rows = trialRows(fixtureRun({ blocks: 2, answerCount: 20 }));
  const known = (row: typeof rows[0]) => row.latencyP99Ms !== null;
  assert.ok(rows.some(known) && !rows.every(known));
  for (const row of rows) assert.equal(known(row), row.okCount >= 2000);
});
