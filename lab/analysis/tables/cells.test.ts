import assert from "node:assert/strict";
import { bySize, cellLabel, cellsOf, distinctCellLabels, trialsOf } from "./cells.ts";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../fixtures/runs.ts";

Deno.test("cellLabel() names workers × threads, or workers where there are no threads", () => {
  assert.equal(cellLabel(fixtureCell("gamma-sync", 3, 5)), "gamma-sync 3×5");
  assert.equal(cellLabel(fixtureCell("alpha-async", 2, null)), "alpha-async 2 workers");
  assert.equal(cellLabel(fixtureCell("alpha-async", 1, null)), "alpha-async 1 worker");
});

Deno.test("distinctCellLabels() adds only what tells the cells apart", () => {
  const few = fixtureCell("gamma-sync", 1, 5);
  const many = fixtureCell("gamma-sync", 1, 5, { size: 100_000 });
  assert.deepEqual(distinctCellLabels([few, many]), [
    "gamma-sync 1×5 · size 1,000",
    "gamma-sync 1×5 · size 100,000",
  ]);
  assert.deepEqual(distinctCellLabels([few, many], fixtureRun({ cells: [few, many] })), [
    "gamma-sync 1×5 · 1,000 items",
    "gamma-sync 1×5 · 100,000 items",
  ]);
  assert.deepEqual(distinctCellLabels([few]), ["gamma-sync 1×5"]);
  const load = { kind: "open", rateRps: 1200, arrivals: "poisson", connections: 500 } as const;
  const open = fixtureCell("gamma-sync", 1, 5, { load });
  assert.deepEqual(distinctCellLabels([few, open]), [
    "gamma-sync 1×5 · 64 connections",
    "gamma-sync 1×5 · 1,200/s poisson",
  ]);
  const raw = { ...few, settings: { ...few.settings, options: { sql: "raw", json: "fast" } } };
  assert.deepEqual(distinctCellLabels([few, raw]), [
    "gamma-sync 1×5 · no options",
    "gamma-sync 1×5 · json=fast, sql=raw",
  ]);
});

Deno.test("distinctCellLabels() tells parameters, load tool, kept connections and generators apart", () => {
  const load = { kind: "closed", connections: 64 } as const;
  const labelsOf = (...scenarios: Parameters<typeof fixtureCell>[3][]) =>
    distinctCellLabels(scenarios.map((scenario) => fixtureCell("gamma-sync", 1, 5, scenario)))
      .map((label) => label.slice("gamma-sync 1×5 · ".length));
  assert.deepEqual(
    labelsOf({}, { parameters: { delayMs: 50, full: true, as: "text" } }),
    ["no parameters", "as text, delayMs 50, full"],
  );
  assert.deepEqual(
    labelsOf({}, { load: { ...load, tool: "wrk" } }, { load: { ...load, keepAlive: false } }),
    ["64 connections", "64 connections, by wrk", "64 connections, a connection each request"],
  );
  assert.deepEqual(labelsOf({}, { load: { ...load, generatorCount: 2 } }), [
    "1 generator",
    "2 generators",
  ]);
  assert.deepEqual(labelsOf({}, { workload: "bank" }), ["shop", "bank"]);
});

Deno.test("a server that the lab did not start is called by its name, and sorts last", () => {
  const [foreign, own] = [fixtureForeignCell(), fixtureCell("gamma-sync", 1, 5)];
  assert.equal(cellLabel(foreign), "omega-url");
  assert.deepEqual(distinctCellLabels([foreign, own]), ["omega-url", "gamma-sync 1×5"]);
  const wider = { ...own, settings: { ...own.settings, poolMax: 20 } };
  assert.deepEqual(distinctCellLabels([foreign, own, wider]), [
    "omega-url",
    "gamma-sync 1×5 · pool 5–15",
    "gamma-sync 1×5 · pool 5–20",
  ]);
  assert.deepEqual([foreign, own].sort(bySize), [own, foreign]);
});

Deno.test("cellsOf() lists each cell once, and trialsOf() its completed trials by block", () => {
  const cells = [fixtureCell("gamma-sync", 2, 5), fixtureCell("gamma-sync", 1, 5)];
  const run = fixtureRun({ cells, blocks: 4, failedTrials: [1] });
  assert.deepEqual(cellsOf(run).map(cellLabel), ["gamma-sync 1×5", "gamma-sync 2×5"]);
  const counts = cells.map((cell) => trialsOf(run, cell).length).sort();
  assert.deepEqual(counts, [3, 4]);
});

Deno.test("bySize() puts fewer workers × threads first, then fewer workers", () => {
  const cells = [[2, 5], [1, 15], [1, 10], [3, 1]].map(([w, t]) =>
    fixtureCell("gamma-sync", w!, t!)
  );
  assert.deepEqual(
    cells.sort(bySize).map(({ settings }) => [settings.workers, settings.threads]),
    [[3, 1], [1, 10], [2, 5], [1, 15]],
  );
});
