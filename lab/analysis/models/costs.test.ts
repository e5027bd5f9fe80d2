import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import { cellSize } from "../tables/cells.ts";
import { fixtureCell, fixtureForeignCell, fixtureGrid, fixtureRun } from "../fixtures/runs.ts";
import { costOf } from "./costs.ts";

/** A run whose servers take 20 MiB, 50 more a worker and 0.5 more a thread. */
function runOf(cells: Cell[], extraMiB: (cell: Cell) => number = () => 0) {
  const run = fixtureRun({ cells, blocks: 3, answerCount: 1 });
  for (const { cell, outcome } of run.trials) {
    Object.assign(outcome, {
      serverMemoryMiB: 20 + 50 * cell.settings.workers! + 0.5 * cellSize(cell)! + extraMiB(cell),
    });
  }
  return run;
}
const cells = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]);
const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-6);

Deno.test("costOf() finds what a worker and a thread add", () => {
  const { base, perWorker, perThread, cellCount } = costOf(
    runOf(cells),
    "gamma-sync",
    "serverMemoryMiB",
  );
  near(base.value, 20);
  near(perWorker.value, 50);
  near(perThread!.value, 0.5);
  near(perWorker.high - perWorker.low, 0);
  assert.equal(cellCount, 9);
});

Deno.test("costOf() is less sure where the cost is no plane, and its interval holds the slope", () => {
  const bent = runOf(cells, (cell) => cell.settings.threads === 5 ? 4 : 0);
  const { perWorker } = costOf(bent, "gamma-sync", "serverMemoryMiB");
  assert.ok(perWorker.high - perWorker.low > 1);
  assert.ok(perWorker.low < 50 && 50 < perWorker.high);
});

Deno.test("costOf() has no thread to cost where a variant has none to set", () => {
  const run = runOf(fixtureGrid("delta-async", [1, 2, 4], []));
  const { perWorker, perThread } = costOf(run, "delta-async", "serverMemoryMiB");
  near(perWorker.value, 50.5);
  assert.equal(perThread, null);
});

Deno.test("costOf() counts context switches for each answer", () => {
  const run = runOf(cells);
  for (const { cell, outcome } of run.trials) {
    Object.assign(outcome, {
      okCount: 100,
      serverVoluntarySwitchCount: 300 + 100 * cellSize(cell)!,
      serverInvoluntarySwitchCount: 100,
    });
  }
  const { base, perThread } = costOf(run, "gamma-sync", "switchesPerRequest");
  near(base.value, 4);
  near(perThread!.value, 1);
});

Deno.test("costOf() looks at the cells it is told to", () => {
  const elsewhere = cells.map((cell) => ({
    ...cell,
    scenario: { ...cell.scenario, endpoint: "call", parameters: { delayMs: 50 } },
  }));
  const run = runOf(
    [...cells, ...elsewhere],
    ({ scenario }) => scenario.endpoint === "call" ? 1000 : 0,
  );
  const { base, cellCount } = costOf(
    run,
    "gamma-sync",
    "serverMemoryMiB",
    ({ scenario }) => scenario.endpoint === "item",
  );
  near(base.value, 20);
  assert.equal(cellCount, 9);
});

Deno.test("costOf() refuses cells that cannot tell workers from threads", () => {
  const alike = [1, 2, 3, 4].map((workers) => fixtureCell("gamma-sync", workers, 5));
  assert.throws(
    () => costOf(runOf(alike), "gamma-sync", "serverMemoryMiB"),
    /Costing serverMemoryMiB of gamma-sync .* its 4 cells cannot tell workers from threads/,
  );
  assert.throws(
    () => costOf(runOf(cells.slice(0, 3)), "gamma-sync", "serverMemoryMiB"),
    /its 3 cells cannot tell workers from threads; it takes more than 3 that differ in both/,
  );
});

Deno.test("costOf() leaves out cells whose workers or costs are not known", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell("gamma-sync"), ...cells], answerCount: 1 });
  assert.equal(costOf(run, "gamma-sync", "serverMemoryMiB").cellCount, 9);
});
