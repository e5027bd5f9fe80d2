import assert from "node:assert/strict";
import type { Run } from "../nouns/types.ts";
import { compare } from "./compare.ts";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "./fixtures.ts";
import { noiseFloor } from "./floor.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";

const gamma = fixtureCell("gamma-sync", 3, 5);
const beta = fixtureCell("beta-sync", 3, 5);
const base = (blocks: number, repeatFirstCell = false) =>
  fixtureRun({ cells: [gamma, beta], blocks, repeatFirstCell, answerCount: 1 });

/** The run with other throughputs, by variant and block: from each list its block's value. */
function withThroughputs(run: Run, lists: Record<string, number[][] | number[]>): Run {
  const turn = new Map<string, number>();
  const trials = run.trials.map((trial) => {
    const key = `${trial.cell.variant} ${trial.block}`;
    turn.set(key, (turn.get(key) ?? -1) + 1);
    const value = lists[trial.cell.variant]![trial.block - 1]!;
    const throughputRps = typeof value === "number" ? value : value[turn.get(key)!]!;
    return trial.outcome.state === "completed"
      ? { ...trial, outcome: { ...trial.outcome, throughputRps } }
      : trial;
  });
  return { ...run, trials };
}

Deno.test("compare() finds a difference that drift between blocks hides from the means", () => {
  const run = withThroughputs(base(5), {
    "gamma-sync": [112, 225, 55, 441, 330],
    "beta-sync": [100, 200, 50, 400, 300],
  });
  const comparison = compare(run, gamma, beta);
  assert.equal(comparison.verdict, "different");
  assert.ok(Math.abs(comparison.ratio - 1.1025) < 0.02, `${comparison.ratio}`);
  assert.ok(comparison.low > 1.08 && comparison.high < 1.14);
  assert.equal(comparison.blocks, 5);
  assert.equal(comparison.floorSource, "none: this run has no A/A cells");
});

Deno.test("compare() turned round gives the inverse ratio and the same verdict", () => {
  const run = fixtureRun({ cells: [gamma, beta], blocks: 6, answerCount: 1 });
  const forth = compare(run, gamma, beta);
  const back = compare(run, beta, gamma);
  assert.ok(Math.abs(forth.ratio * back.ratio - 1) < 1e-9);
  assert.equal(forth.verdict, back.verdict);
});

Deno.test("compare() calls cells equivalent whose interval lies within δ", () => {
  const run = withThroughputs(base(6), {
    "gamma-sync": [101, 199, 302, 99, 201, 298],
    "beta-sync": [100, 200, 300, 100, 200, 300],
  });
  const comparison = compare(run, gamma, beta);
  assert.equal(comparison.verdict, "equivalent");
  assert.match(comparison.reason, /lies within ±5\.0 %/);
  assert.equal(compare(run, gamma, beta, { deltaShare: 0.001 }).verdict, "undecided");
});

Deno.test("compare() stays undecided when the interval crosses the floor", () => {
  const run = withThroughputs(base(5), {
    "gamma-sync": [107, 215, 319, 108, 213],
    "beta-sync": [100, 200, 300, 100, 200],
  });
  assert.equal(compare(run, gamma, beta, { floor: 0 }).verdict, "different");
  const comparison = compare(run, gamma, beta, { floor: 0.07 });
  assert.equal(comparison.verdict, "undecided");
  assert.match(comparison.reason, /excludes 1 but reaches into the noise floor of ±7\.0 %/);
});

Deno.test("compare() takes its floor from the run's A/A cells", () => {
  const run = withThroughputs(base(3, true), {
    "gamma-sync": [[100, 108], [100, 108], [100, 108]],
    "beta-sync": [99, 101, 100],
  });
  const floor = noiseFloor(run)!;
  assert.equal(floor.pairCount, 1);
  assert.ok(Math.abs(floor.floorShare - 0.08) < 1e-9);
  const comparison = compare(run, gamma, beta);
  assert.equal(comparison.floorSource, "A/A cells of this run");
  assert.ok(Math.abs(comparison.floorShare - 0.08) < 1e-9);
});

Deno.test("compare() is undecided with two blocks, however far apart, and says why", () => {
  const comparison = compare(base(2), gamma, beta);
  assert.equal(comparison.verdict, "undecided");
  assert.equal(comparison.low, 0);
  assert.equal(comparison.high, Infinity);
  assert.match(comparison.reason, /2 blocks measured both: with fewer than 3/);
});

Deno.test("compare() leaves out blocks where either cell failed", () => {
  const run = fixtureRun({
    cells: [gamma, beta],
    blocks: 4,
    failedTrials: [1, 4],
    answerCount: 1,
  });
  const comparison = compare(run, gamma, beta);
  assert.equal(comparison.blocks, 2);
  assert.deepEqual(comparison.blockRatios.map(({ block }) => block), [3, 4]);
});

Deno.test("compare() of other measures uses them", () => {
  const run = base(4);
  const { ratio, measure } = compare(run, gamma, beta, { measure: "latencyMeanMs" });
  assert.equal(measure, "latencyMeanMs");
  assert.ok(Math.abs(ratio * compare(run, gamma, beta).ratio - 1) < 1e-9);
});

Deno.test("compare() says what is not known, where a measure of a foreign server is", () => {
  const foreign = fixtureForeignCell();
  const run = fixtureRun({ cells: [gamma, foreign], blocks: 4, repeatFirstCell: true });
  const { verdict, reason, ratio } = compare(run, gamma, foreign, { measure: "serverMemoryMiB" });
  assert.equal(verdict, "undecided");
  assert.ok(Number.isNaN(ratio));
  assert.equal(reason, "serverMemoryMiB is not known of both: nothing can be compared.");
  assert.equal(compare(run, gamma, foreign).blocks, 4);
});

Deno.test("compare() names the cell that a run does not have", () => {
  assert.throws(
    () => compare(base(3), gamma, fixtureCell("alpha-async", 2, null)),
    /no trial of alpha-async 2 workers/,
  );
});

Deno.test("whole runs: A/A is different in at most 5 of 100, a server slowed by 15 % is found", () => {
  const template = base(6, true);
  const random = seededRandom(3);
  const RUNS = 300;
  let wrong = 0, found = 0;
  for (let repetition = 0; repetition < RUNS; repetition++) {
    const drift = Array.from({ length: 6 }, () => 400 * Math.exp(0.3 * normalDeviate(random)));
    const noisy = (rps: number) => rps * Math.exp(0.04 * normalDeviate(random));
    const run = withThroughputs(template, {
      "gamma-sync": drift.map((rps) => [noisy(rps), noisy(rps)]),
      "beta-sync": drift.map((rps) => noisy(rps * 0.85)),
    });
    if (compare(run, gamma, gamma, { floor: 0 }).verdict === "different") wrong++;
    if (compare(run, beta, gamma).verdict === "different") found++;
  }
  // The procedure's own rate is 4–5 %; a share of 300 runs errs by 1.3 percentage points.
  assert.ok(wrong / RUNS <= 0.05 + 0.015, `${wrong} of ${RUNS} A/A comparisons`);
  assert.ok(found / RUNS >= 0.9, `${found} of ${RUNS} slowed servers`);
});
