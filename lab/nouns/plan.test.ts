import assert from "node:assert/strict";
import fc from "fast-check";
import { planHash, profileOf } from "./plan.ts";
import type { Cell } from "./cell.ts";
import type { Experiment } from "./experiment.ts";
import type { RegisteredClaim } from "./registered.ts";

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
const other: Cell = { ...cell, variant: "beta-async" };
const profile = { blocks: 5, warmUpS: 1, windowS: 4 };

Deno.test("planHash() goes by cells in their order and by times, not by the order of fields", () => {
  const { variant, settings, scenario } = cell;
  const turned = { scenario, settings: { ...settings, options: undefined }, variant } as Cell;
  const { windowS, warmUpS, blocks } = profile;
  assert.equal(
    planHash([turned, other], { windowS, warmUpS, blocks, blocksMax: undefined }),
    planHash([cell, other], profile),
  );
  assert.notEqual(planHash([other, cell], profile), planHash([cell, other], profile));
  assert.notEqual(
    planHash([cell, other], { ...profile, windowS: 5 }),
    planHash([cell, other], profile),
  );
});

Deno.test("planHash() does not mind how long a reader is willing to wait", () => {
  assert.equal(planHash([cell], { ...profile, budgetMin: 4 }), planHash([cell], profile));
});

Deno.test("profileOf() gives the quick profile its own cells where it has them", () => {
  const experiment: Experiment = {
    name: "small",
    question: "?",
    cells: [cell, other],
    quick: { ...profile, blocks: 3, cells: [cell] },
    full: profile,
  };
  assert.deepEqual(profileOf(experiment, "quick"), {
    profile: { ...profile, blocks: 3 },
    cells: [cell],
  });
  assert.deepEqual(profileOf(experiment, "full"), { profile, cells: [cell, other] });
});

const claimOn = (of: RegisteredClaim["of"], headline = true): RegisteredClaim => ({
  ...{ id: "a-claim", source: "gauntlet", sentence: "?", expects: "same" },
  ...{ of, headline },
});
const third: Cell = { ...cell, variant: "gamma-sync" };
const asking = (...claims: RegisteredClaim[]): Experiment => ({
  ...{ name: "small", question: "?", cells: [cell, other, cell, third] },
  ...{ claims, quick: profile, full: profile },
});
const quickCells = (experiment: Experiment) => profileOf(experiment, "quick").cells;

Deno.test("profileOf() gives the quick profile the cells of the headline claims, each once", () => {
  assert.deepEqual(
    quickCells(
      asking(claimOn([third, cell]), claimOn([cell, third]), claimOn([other, cell], false)),
    ),
    [cell, third],
  );
  assert.deepEqual(profileOf(asking(claimOn([third, cell])), "full").cells.length, 4);
});

Deno.test("profileOf() has twins twice where a headline claim is of them", () => {
  assert.deepEqual(quickCells(asking(claimOn([cell, cell]), claimOn([cell, third]))), [
    cell,
    cell,
    third,
  ]);
});

Deno.test("profileOf() has all cells that a headline's best may be, and twice what may meet itself", () => {
  const best = { best: { over: [third], under: [other, third] } };
  const twice = { ...asking(claimOn(best)), cells: [cell, third, other, third] };
  assert.deepEqual(quickCells(twice), [third, other, third]);
});

Deno.test("profileOf() measures all where no headline is of cells, and what is named where some are", () => {
  assert.equal(quickCells(asking(claimOn("a quantity"), claimOn([cell, other], false))).length, 4);
  const named = { ...asking(claimOn([cell, third])), quick: { ...profile, cells: [other] } };
  assert.deepEqual(quickCells(named), [other]);
});

Deno.test("planHash() covers claims, and is what it was where there are none", () => {
  const claims = [claimOn([cell, other])];
  assert.equal(planHash([cell, other], profile, []), planHash([cell, other], profile));
  assert.notEqual(planHash([cell, other], profile, claims), planHash([cell, other], profile));
  assert.notEqual(
    planHash([cell, other], profile, claims),
    planHash([cell, other], profile, [{ ...claims[0]!, expects: "more" }]),
  );
});

const few = fc.integer({ min: 1, max: 99 });
const anyCell: fc.Arbitrary<Cell> = fc.record({
  variant: fc.constantFrom("alpha-sync", "beta-async", "gamma-sync"),
  settings: fc.record({ workers: few, threads: fc.option(few), poolMin: few, poolMax: few }),
  scenario: fc.record({
    workload: fc.constant("shop"),
    endpoint: fc.constantFrom("item", "page", "order"),
    size: few,
    parameters: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), few, { minKeys: 1, maxKeys: 3 }),
    load: fc.record({ kind: fc.constant("closed" as const), connections: few }),
  }),
});

/** Every value that stands somewhere in a cell, by the way to it. */
const waysIn = (value: unknown, way: string[] = []): string[][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, field]) => waysIn(field, [...way, name]))
    : [way];

/** A copy in which one value is another. */
function changedAt(cell: Cell, [...way]: string[]): Cell {
  const copy = structuredClone(cell);
  const last = way.pop()!;
  type Fields = Record<string, unknown>;
  const parent = way.reduce<Fields>((at, name) => at[name] as Fields, copy);
  const before = parent[last];
  parent[last] = typeof before === "number" ? before + 1 : before === null ? 1 : `${before}-x`;
  return copy;
}

Deno.test("planHash() is another for each value of a cell that is changed", () => {
  fc.assert(
    fc.property(fc.array(anyCell, { minLength: 1, maxLength: 4 }), fc.nat(), (cells, at) => {
      const hash = planHash(cells, profile);
      const index = at % cells.length;
      for (const way of waysIn(cells[index])) {
        const others = cells.with(index, changedAt(cells[index]!, way));
        assert.notEqual(planHash(others, profile), hash, way.join("."));
      }
    }),
    { numRuns: 50 },
  );
});
