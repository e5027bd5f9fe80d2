import assert from "node:assert/strict";
import { cellKey, keyOf, same, scenarioKey } from "./cell.ts";
import type { Cell } from "./cell.ts";

const cell: Cell = {
  variant: "alpha-sync",
  settings: { workers: 3, threads: 5, poolMin: 5, poolMax: 15 },
  scenario: {
    workload: "shop",
    endpoint: "item",
    size: 1000,
    load: { kind: "closed", connections: 64 },
  },
};

Deno.test("cellKey() tells cells apart by each setting and each part of the scenario", () => {
  const { settings, scenario } = cell;
  const others: Cell[] = [
    { ...cell, variant: "beta-async" },
    { ...cell, variant: "alpha-sync@main~1" },
    { ...cell, settings: { ...settings, poolMax: 16 } },
    { ...cell, settings: { ...settings, threads: null } },
    { ...cell, settings: { ...settings, options: { sql: "raw" } } },
    { ...cell, scenario: { ...scenario, workload: "bank" } },
    { ...cell, scenario: { ...scenario, endpoint: "items" } },
    { ...cell, scenario: { ...scenario, size: 10_000 } },
    { ...cell, scenario: { ...scenario, parameters: { delayMs: 50 } } },
    { ...cell, scenario: { ...scenario, parameters: { delayMs: "50" } } },
    { ...cell, scenario: { ...scenario, load: { kind: "closed", connections: 8 } } },
    {
      ...cell,
      scenario: { ...scenario, load: { kind: "closed", connections: 64, keepAlive: false } },
    },
    { ...cell, scenario: { ...scenario, load: { kind: "closed", connections: 64, tool: "wrk" } } },
    { ...cell, scenario: { ...scenario, connectDelayMs: 50 } },
  ];
  assert.equal(new Set([cell, ...others].map(cellKey)).size, others.length + 1);
});

Deno.test("cellKey() does not see the order of fields, nor those that are not set", () => {
  const { variant, settings, scenario } = cell;
  const turned = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  const again = {
    scenario: {
      ...turned(scenario),
      load: turned(scenario.load),
      parameters: {},
      idleConnections: undefined,
    },
    settings: { ...turned(settings), options: undefined },
    variant,
  } as Cell;
  assert.equal(cellKey(again), cellKey(cell));
  assert.equal(scenarioKey(again.scenario), scenarioKey(scenario));
});

Deno.test("keyOf() keeps the order of lists, and tells nothing from null", () => {
  assert.notEqual(keyOf([1, 2]), keyOf([2, 1]));
  assert.notEqual(keyOf({ threads: null }), keyOf({}));
  assert.equal(keyOf({}), keyOf(undefined));
});

Deno.test("same() compares what is set, at any depth", () => {
  assert.ok(same({ a: { b: 1, c: [] } }, { a: { b: 1 } }));
  assert.ok(!same({ a: { b: 1 } }, { a: { b: 2 } }));
});
