import assert from "node:assert/strict";
import type { Cell, Run } from "../nouns/types.ts";
import { compare } from "./compare.ts";
import { compareAll, holmAdjusted } from "./compare-all.ts";
import { fixtureGrid, fixtureRun } from "./fixtures.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";

const cells = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]);
const pairs = cells.slice(1).map((cell) => [cell, cells[0]!] as const);
const runOf = (blocks: number, factors: number[], noiseShare = 0.02) =>
  fixtureRun({
    ...{ cells, blocks, noiseShare, answerCount: 1 },
    throughputRpsOf: (cell: Cell) => 400 * (factors[cells.indexOf(cell)] ?? 1),
  });

Deno.test("compareAll() judges the surest pair strictest, and relaxes after each that differs", () => {
  const run = runOf(8, [1, 2, 1.6, 1.01]);
  const results = compareAll(run, pairs);
  assert.deepEqual(results.slice(0, 2).map(({ verdict }) => verdict), ["different", "different"]);
  const levels = results.map(({ confidence }) => Math.round(0.05 / (1 - confidence)));
  assert.deepEqual(levels.slice(0, 2).sort(), [7, 8]);
  assert.ok(levels.slice(2).every((level) => level === 6), `${levels}`);
  for (const [index, result] of results.entries()) {
    assert.deepEqual([result.cellA, result.cellB], pairs[index]);
    assert.ok(result.adjustedPValue >= result.pValue);
  }
});

Deno.test("compareAll() gives all intervals one level where they are to be read together", () => {
  const run = runOf(6, [1, 2]);
  const results = compareAll(run, pairs, { method: "simultaneous" });
  assert.ok(results.every(({ confidence }) => Math.abs(confidence - (1 - 0.05 / 8)) < 1e-12));
  const alone = compare(run, ...pairs[0]!);
  assert.ok(results[0]!.high - results[0]!.low > alone.high - alone.low);
});

Deno.test("compareAll() of one pair is compare()", () => {
  const run = runOf(6, [1, 1.2]);
  const [result] = compareAll(run, pairs.slice(0, 1));
  const { verdict, low, high } = compare(run, ...pairs[0]!);
  assert.deepEqual([result!.verdict, result!.low, result!.high], [verdict, low, high]);
});

Deno.test("compareAll() of equal cells finds any difference in at most 5 of 100 runs", () => {
  const RUNS = 120;
  const random = seededRandom(4);
  const template = runOf(6, []);
  const some = pairs.slice(0, 5);
  let single = 0, together = 0;
  for (let repetition = 0; repetition < RUNS; repetition++) {
    const results = compareAll(noisy(template, random), some);
    if (results.some(({ pValue }) => pValue < 0.05)) single++;
    if (results.some(({ verdict }) => verdict === "different")) together++;
  }
  // A share of 120 runs errs by 2 percentage points.
  assert.ok(together / RUNS <= 0.05 + 0.02, `${together} of ${RUNS} together`);
  assert.ok(single / RUNS > 0.1, `${single} of ${RUNS} one by one: there is nothing to correct`);
});

Deno.test("compareAll() says nothing below three blocks, and refuses no pairs", () => {
  const results = compareAll(runOf(2, [1, 3]), pairs);
  assert.ok(results.every(({ verdict, pValue }) => verdict === "undecided" && pValue === 1));
  assert.throws(() => compareAll(runOf(2, []), []), /none was given; give at least one/);
});

Deno.test("holmAdjusted() never puts a larger p-value below a smaller one", () => {
  assert.deepEqual(holmAdjusted([0.03, 0.5, 0.02, 0.9]), [0.09, 1, 0.08, 1]);
});

function noisy(run: Run, random: () => number): Run {
  const trials = run.trials.map((trial) => ({
    ...trial,
    outcome: { ...trial.outcome, throughputRps: 400 * Math.exp(0.04 * normalDeviate(random)) },
  }));
  return { ...run, trials } as Run;
}
