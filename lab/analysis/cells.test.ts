import assert from "node:assert/strict";
import { bySize, cellKey, cellLabel, cellsOf, distinctCellLabels, trialsOf } from "./cells.ts";
import { fixtureCell, fixtureRun } from "./fixtures.ts";

Deno.test("cellLabel() names workers × threads, or workers where there are no threads", () => {
  assert.equal(cellLabel(fixtureCell("flask-sqlalchemy", 3, 5)), "flask-sqlalchemy 3×5");
  assert.equal(cellLabel(fixtureCell("deno-postgresjs", 2, null)), "deno-postgresjs 2 workers");
  assert.equal(cellLabel(fixtureCell("deno-postgresjs", 1, null)), "deno-postgresjs 1 worker");
});

Deno.test("cellKey() tells cells apart by each setting and each part of the scenario", () => {
  const cell = fixtureCell("flask-sqlalchemy", 3, 5);
  const others = [
    { ...cell, variant: "django-sync-pooled" },
    { ...cell, settings: { ...cell.settings, poolMax: 16 } },
    { ...cell, settings: { ...cell.settings, threads: null } },
    { ...cell, settings: { ...cell.settings, options: { sql: "raw" } } },
    { ...cell, scenario: { ...cell.scenario, rows: 10_000 as const } },
    { ...cell, scenario: { ...cell.scenario, endpoint: "/static" as const } },
    { ...cell, scenario: { ...cell.scenario, load: { kind: "closed" as const, connections: 8 } } },
  ];
  assert.equal(new Set([cell, ...others].map(cellKey)).size, 8);
  const { variant, settings, scenario } = cell;
  assert.equal(cellKey({ scenario, settings, variant }), cellKey(cell));
});

Deno.test("distinctCellLabels() adds only what tells the cells apart", () => {
  const few = fixtureCell("flask-sqlalchemy", 1, 5);
  const many = fixtureCell("flask-sqlalchemy", 1, 5, { rows: 100_000 });
  assert.deepEqual(distinctCellLabels([few, many]), [
    "flask-sqlalchemy 1×5 · 1,000 rows",
    "flask-sqlalchemy 1×5 · 100,000 rows",
  ]);
  assert.deepEqual(distinctCellLabels([few]), ["flask-sqlalchemy 1×5"]);
  const load = { kind: "open", rateRps: 1200, arrivals: "poisson", connections: 500 } as const;
  const open = fixtureCell("flask-sqlalchemy", 1, 5, { load });
  assert.deepEqual(distinctCellLabels([few, open]), [
    "flask-sqlalchemy 1×5 · 64 connections",
    "flask-sqlalchemy 1×5 · 1,200/s poisson",
  ]);
  const raw = { ...few, settings: { ...few.settings, options: { sql: "raw", json: "fast" } } };
  assert.deepEqual(distinctCellLabels([few, raw]), [
    "flask-sqlalchemy 1×5 · no options",
    "flask-sqlalchemy 1×5 · json=fast, sql=raw",
  ]);
});

Deno.test("cellsOf() lists each cell once, and trialsOf() its completed trials by block", () => {
  const cells = [fixtureCell("flask-sqlalchemy", 2, 5), fixtureCell("flask-sqlalchemy", 1, 5)];
  const run = fixtureRun({ cells, blocks: 4, failedTrials: [1] });
  assert.deepEqual(cellsOf(run).map(cellLabel), ["flask-sqlalchemy 1×5", "flask-sqlalchemy 2×5"]);
  const counts = cells.map((cell) => trialsOf(run, cell).length).sort();
  assert.deepEqual(counts, [3, 4]);
});

Deno.test("bySize() puts fewer workers × threads first, then fewer workers", () => {
  const cells = [[2, 5], [1, 15], [1, 10], [3, 1]].map(([w, t]) =>
    fixtureCell("flask-sqlalchemy", w!, t!)
  );
  assert.deepEqual(
    cells.sort(bySize).map(({ settings }) => [settings.workers, settings.threads]),
    [[3, 1], [1, 10], [2, 5], [1, 15]],
  );
});
