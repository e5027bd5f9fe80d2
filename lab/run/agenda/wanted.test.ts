import assert from "node:assert/strict";
import { cellKey } from "../../analysis/tables/cells.ts";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Trial } from "../../nouns/trial.ts";
import { wantedCells } from "./wanted.ts";

const [slow, quick, alike, other] = [1, 2, 3, 4].map((workers) =>
  fixtureCell("gamma-sync", workers, 5)
) as [Cell, Cell, Cell, Cell];
const cells = [slow, quick, alike, other];
const factorOf = (cell: Cell) => cellKey(cell) === cellKey(quick) ? 1.5 : 1;
const runOf = (blocks: number, noiseShare = 0.02, repeatFirstCell = false) =>
  fixtureRun({
    ...{ cells, blocks, noiseShare, repeatFirstCell, answerCount: 1 },
    throughputRpsOf: (cell) => 400 * factorOf(cell),
  });
const wanted = (
  { plan, trials }: ReturnType<typeof runOf>,
  pairs: [Cell, Cell][],
  options = {},
) => {
  const claimed = pairs.map(([over, under]) => ({ over, under }));
  return wantedCells(
    { ...plan, profile: { ...plan.profile, blocks: 3 } },
    trials,
    claimed,
    options,
  );
};
/** Which cells, and which of them stand side by side: the order itself is by lot. */
const names = (some: Cell[]) => some.map(({ settings }) => settings.workers).sort();

Deno.test("wantedCells() wants everything for as many blocks as the profile asks, twins twice", () => {
  const { plan, trials } = runOf(2, 0.02, true);
  const { cells: next } = wantedCells(
    { ...plan, profile: { ...plan.profile, blocks: 3 } },
    trials,
    [],
  );
  assert.equal(next.length, 5);
  assert.equal(new Set(next.map(cellKey)).size, 4);
});

Deno.test("wantedCells() wants the cells of claims alone after that, partners side by side", () => {
  const { claims, cells: next } = wanted(runOf(3), [[quick, slow], [alike, slow]]);
  assert.deepEqual(names(next), [1, 2, 3]);
  assert.equal(next[1], slow, "it has two partners, and stands between them");
  assert.ok(claims.every(({ open, standing }) => open && standing!.look === 0));
});

Deno.test("wantedCells() drops a pair that a look decides, and keeps its partner for an open one", () => {
  const { claims, cells: next } = wanted(runOf(5, 0.08), [[quick, slow], [alike, slow]]);
  assert.deepEqual(claims.map(({ standing }) => standing!.decided), [true, false]);
  assert.deepEqual(names(next), [1, 3]);
});

Deno.test("wantedCells() wants nothing once all is decided, or when the last look is over", () => {
  assert.deepEqual(wanted(runOf(5, 0.005), [[quick, slow], [alike, slow]]).cells, []);
  const { claims, cells: next } = wanted(runOf(6, 0.5), [[alike, slow]], { looks: [3, 6] });
  assert.deepEqual(next, []);
  assert.deepEqual([claims[0]!.open, claims[0]!.standing!.decided], [false, false]);
  assert.equal(claims[0]!.standing!.judgement.verdict, "undecided");
});

Deno.test("wantedCells() counts a pair's own blocks, not those that it did not ride in", () => {
  const run = runOf(9, 0.3);
  // After the fifth block the pair no longer rode; the others did.
  const trials = run.trials.filter(({ block, cell }) =>
    block <= 5 || ![slow, alike].some((each) => cellKey(each) === cellKey(cell))
  );
  const [claim] = wanted({ ...run, trials }, [[alike, slow]]).claims;
  const [before] = wanted({ ...run, trials: trials.filter(({ block }) => block <= 5) }, [[
    alike,
    slow,
  ]]).claims;
  assert.equal(claim!.standing!.look, 5);
  assert.equal(claim!.standing!.estimate!.blocks, before!.standing!.estimate!.blocks);
});

Deno.test("wantedCells() takes a failed trial for a block that was ridden and measured nothing", () => {
  const run = runOf(5, 0.02);
  const failed = { state: "failed" as const, reason: "synthetic" };
  const trials = run.trials.map((trial): Trial =>
    trial.block < 4 && cellKey(trial.cell) === cellKey(quick)
      ? { ...trial, outcome: failed }
      : trial
  );
  const { claims, cells: next } = wanted({ ...run, trials }, [[quick, slow]]);
  assert.equal(claims[0]!.standing!.look, 5);
  assert.equal(claims[0]!.standing!.judgement.verdict, "not measured");
  assert.deepEqual(names(next), [1, 2]);
});

Deno.test("wantedCells() keeps to a claim's own δ, and leaves a cell alone that the plan lacks", () => {
  const { plan, trials } = runOf(5, 0.02);
  const absent = fixtureCell("omega-async", 1, null);
  const { claims } = wantedCells(plan, trials, [
    { over: alike, under: slow, deltaShare: 0.25 },
    { over: alike, under: slow, deltaShare: 0.001 },
    { over: absent, under: slow },
  ]);
  assert.deepEqual(claims.map(({ open }) => open), [false, true, false]);
  assert.equal(claims[2]!.standing, null);
});

Deno.test("wantedCells() asks for a cell twice whose twins a claim compares", () => {
  const { cells: next } = wanted(runOf(3, 0.3, true), [[slow, slow], [alike, slow]]);
  assert.deepEqual(names(next), [1, 1, 3]);
});
