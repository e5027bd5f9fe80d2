import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../../nouns/random.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { compare } from "./compare.ts";
import { compareAll } from "./compare-all.ts";
import { fixtureGrid, fixtureRun, setThroughput } from "../fixtures/runs.ts";
import { benjaminiHochberg } from "../judgement/benjamini-hochberg.ts";

const cells = fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]);
const pairs = cells.slice(1).map((cell) => [cell, cells[0]!] as const);
const runOf = (blocks: number, factors: number[], noiseShare = 0.02) =>
  fixtureRun({
    ...{ cells, blocks, noiseShare, answerCount: 1 },
    throughputRpsOf: (cell: Cell) => 400 * (factors[cells.indexOf(cell)] ?? 1),
  });

Deno.test("compareAll() is compare(), pair by pair, with a column for all of them together", () => {
  const run = runOf(8, [1, 2, 1.6, 1.01]);
  const results = compareAll(run, pairs);
  results.forEach(({ labelA, labelB, adjustedPValue, ...comparison }, index) => {
    assert.deepEqual(comparison, compare(run, ...pairs[index]!));
    assert.ok(labelA !== labelB && adjustedPValue >= comparison.pValue);
  });
  assert.deepEqual(
    results.map(({ adjustedPValue }) => adjustedPValue),
    benjaminiHochberg(results.map(({ pValue }) => pValue)),
  );
  assert.deepEqual(results.slice(0, 2).map(({ verdict }) => verdict), ["different", "different"]);
});

Deno.test("compareAll() shares α out where verdicts are to hold together", () => {
  const run = runOf(6, [1, 2]);
  const results = compareAll(run, pairs, { simultaneous: true });
  assert.ok(results.every(({ confidence }) => Math.abs(confidence - (1 - 0.05 / 8)) < 1e-12));
  const alone = compare(run, ...pairs[0]!);
  assert.ok(results[0]!.high - results[0]!.low > alone.high - alone.low);
  const [only] = compareAll(run, pairs.slice(0, 1), { simultaneous: true });
  assert.deepEqual([only!.low, only!.high], [alone.low, alone.high]);
});

Deno.test("compareAll() of equal cells, simultaneously, finds any difference in at most 5 of 100 runs", () => {
  const RUNS = 120;
  const random = seededRandom(4);
  const template = runOf(6, []);
  const some = pairs.slice(0, 5);
  let single = 0, together = 0;
  for (let repetition = 0; repetition < RUNS; repetition++) {
    const results = compareAll(noisy(template, random), some, { simultaneous: true });
    if (results.some(({ pValue }) => pValue < 0.05)) single++;
    if (results.some(({ verdict }) => verdict === "different")) together++;
  }
  // A share of 120 runs errs by 2 percentage points.
  assert.ok(together / RUNS <= 0.05 + 0.02, `${together} of ${RUNS} together`);
  assert.ok(single / RUNS > 0.1, `${single} of ${RUNS} one by one: there is nothing to correct`);
});

Deno.test("compareAll() says nothing below three blocks, and refuses no pairs", () => {
  const results = compareAll(runOf(2, [1, 3]), pairs);
  assert.ok(results.every(({ verdict, pValue }) => verdict === "not measured" && pValue === 1));
  assert.throws(() => compareAll(runOf(2, []), []), /none was given; give at least one/);
});

Deno.test("compareAll() judges all pairs of 30 cells and 120 trials in well under a second", () => {
  const many = fixtureGrid("gamma-sync", [1, 2, 3, 4, 5], [1, 2, 3, 5, 8, 15]);
  const run = fixtureRun({ cells: many, blocks: 4, answerCount: 1 });
  const all = many.flatMap((a, index) => many.slice(index + 1).map((b) => [a, b] as const));
  const startedAt = performance.now();
  assert.equal(compareAll(run, all).length, 435);
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < 1000, `${tookMs} ms`);
});

function noisy(run: Run, random: () => number): Run {
  const trials = run.trials.map((trial) =>
    setThroughput(
      { ...trial, outcome: { ...trial.outcome } },
      400 * Math.exp(0.04 * normalDeviate(random)),
    )
  );
  return { ...run, trials };
}
