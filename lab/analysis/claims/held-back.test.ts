import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { compare } from "../comparing/compare.ts";
import { type Cell, cellKey } from "../../nouns/cell.ts";
import type { Expectation } from "../../nouns/claim.ts";
import { judge } from "./claim.ts";
import { despite, heldBackIn, judgeCells } from "./held-back.ts";

const [quick, slow] = [fixtureCell("gamma-sync", 2, 5), fixtureCell("alpha-sync", 1, 1)];

/** A run of two cells, in the trials of some of which the generator used all of its core. */
function runOf(heldBack: readonly Cell[], share = 1) {
  const run = fixtureRun({ cells: [quick, slow], blocks: 5, noiseShare: 0.01 });
  for (const { cell, block, outcome } of run.trials) {
    if (outcome.state !== "completed") continue;
    const isHeldBack = heldBack.some((each) => cellKey(each) === cellKey(cell)) &&
      block <= share * 5;
    outcome.generatorCpuS = (isHeldBack ? 1 : 0.2) * outcome.durationS;
  }
  return run;
}

const both = { over: true, under: true };
const first = { over: true, under: false };
const second = { over: false, under: true };

/** A ratio as it was measured, and what is left of its verdict. */
function left(
  held: typeof both,
  [low, high]: readonly [number, number],
  expects: Expectation,
  measure: "throughputRps" | "latencyP50Ms" | "serverCpuMsPerRequest" = "throughputRps",
) {
  const equal = low > 0.9 && high < 1.1;
  const compared = {
    ...{ measure, ratio: Math.sqrt(low * high), low, high, deltaShare: 0.1, withinDelta: equal },
    ...{ verdict: equal ? "equivalent" as const : "different" as const, reason: "So it is." },
  };
  return despite(held, judge(compared, expects), compared, expects).verdict;
}

Deno.test("two that the generator held back are neither the same nor one faster", () => {
  assert.equal(left(both, [0.97, 1.03], "same"), "undecided");
  assert.equal(left(both, [0.97, 1.03], "less"), "undecided");
  assert.equal(left(both, [1.3, 1.4], "more"), "undecided");
  assert.equal(left(both, [0.97, 1.03], { atLeast: 0.9 }), "undecided");
});

Deno.test("what leads though it was held back leads; that another is close to it is not known", () => {
  assert.equal(left(first, [3.9, 4.1], "more"), "holds");
  assert.equal(left(first, [3.9, 4.1], "less"), "fails");
  assert.equal(left(first, [3.9, 4.1], "same"), "fails");
  assert.equal(left(first, [3.9, 4.1], { atLeast: 3 }), "holds");
  assert.equal(left(first, [3.9, 4.1], { atMost: 5 }), "undecided");
  assert.equal(left(first, [0.97, 1.03], "same"), "undecided");
  assert.equal(left(first, [0.5, 0.6], "less"), "undecided");
  assert.equal(left(second, [0.5, 0.6], "less"), "holds");
  assert.equal(left(second, [1.3, 1.4], "more"), "undecided");
  assert.equal(left(second, [0.5, 0.6], { atLeast: 0.9 }), "fails");
});

Deno.test("a server that was held back answers sooner; what a request costs it is known all the same", () => {
  assert.equal(left(first, [0.5, 0.6], "less", "latencyP50Ms"), "holds");
  assert.equal(left(first, [1.5, 1.6], "more", "latencyP50Ms"), "undecided");
  assert.equal(left(second, [1.5, 1.6], "more", "latencyP50Ms"), "holds");
  assert.equal(left(both, [1.5, 1.6], "more", "serverCpuMsPerRequest"), "holds");
});

Deno.test("a cell is held back where lint calls most of its trials so, and not by one of them", () => {
  assert.deepEqual(heldBackIn(runOf([]), quick, slow), { over: false, under: false });
  assert.deepEqual(heldBackIn(runOf([quick]), quick, slow), { over: true, under: false });
  assert.deepEqual(heldBackIn(runOf([quick, slow]), quick, slow), both);
  assert.deepEqual(heldBackIn(runOf([quick], 0.2), quick, slow), { over: false, under: false });
  const late = runOf([]);
  for (const { outcome } of late.trials) {
    if (outcome.state === "completed") outcome.sendDelayMeanMs = outcome.latencyMeanMs / 2;
  }
  assert.deepEqual(heldBackIn(late, quick, slow), { over: false, under: false });
});

Deno.test("a claim says that the generator held its servers back, and what to do", () => {
  const run = runOf([quick, slow]);
  const comparison = compare(run, quick, slow);
  const expects = comparison.ratio > 1 ? "more" : "less";
  const { verdict, reason } = judgeCells(run, comparison, expects);
  assert.equal(verdict, "undecided");
  assert.match(reason, /with both of them the load generator was at its own limit/);
  assert.match(reason, /use more generator processes\.$/);
  assert.equal(judgeCells(runOf([]), comparison, expects).verdict, "holds");
});
