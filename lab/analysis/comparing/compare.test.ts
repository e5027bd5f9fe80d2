import assert from "node:assert/strict";
import fc from "fast-check";
import { normalDeviate, seededRandom } from "../../nouns/random.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { compare } from "./compare.ts";
import { estimatorOf } from "./estimates.ts";
import { fixtureCell, fixtureForeignCell, fixtureRun, setThroughput } from "../fixtures/runs.ts";

const gamma = fixtureCell("gamma-sync", 3, 5);
const beta = fixtureCell("beta-sync", 3, 5);
const base = (blocks: number, repeatFirstCell = false) =>
  fixtureRun({ cells: [gamma, beta], blocks, repeatFirstCell, answerCount: 1 });
const near = (actual: number, expected: number, tolerated = 1e-9) =>
  assert.ok(Math.abs(actual - expected) < tolerated, `${actual} is not ${expected}`);

/** The run with other throughputs, by variant and block: from each list its block's value. */
function withThroughputs(run: Run, lists: Record<string, number[][] | number[]>): Run {
  const turn = new Map<string, number>();
  const trials = run.trials.map((trial) => {
    const key = `${trial.cell.variant} ${trial.block}`;
    turn.set(key, (turn.get(key) ?? -1) + 1);
    const value = lists[trial.cell.variant]![trial.block - 1]!;
    const throughputRps = typeof value === "number" ? value : value[turn.get(key)!]!;
    return setThroughput({ ...trial, outcome: { ...trial.outcome } }, throughputRps);
  });
  return { ...run, trials };
}

Deno.test("compare() finds a difference that drift between blocks hides from the means", () => {
  const run = withThroughputs(base(5), {
    "gamma-sync": [112, 225, 55, 441, 330],
    "beta-sync": [100, 200, 50, 400, 300],
  });
  const { verdict, ratio, low, high, blocks, pValue } = compare(run, gamma, beta);
  assert.equal(verdict, "different");
  near(ratio, (1.12 * 1.125 * 1.1 * 1.1025 * 1.1) ** (1 / 5));
  assert.ok(low > 1.08 && high < 1.14 && pValue < 0.001);
  assert.equal(blocks, 5);
});

Deno.test("compare() turned round gives the inverse ratio, and the same p-value and verdict", () => {
  for (const cells of [[gamma, beta], [gamma, gamma]] as const) {
    const run = fixtureRun({
      ...{ cells: [gamma, beta], blocks: 6, repeatFirstCell: true, answerCount: 1 },
    });
    const forth = compare(run, cells[0], cells[1]);
    const back = compare(run, cells[1], cells[0]);
    if (cells[0] === cells[1]) assert.deepEqual(back, forth);
    else {
      near(forth.ratio * back.ratio, 1);
      near(forth.low * back.high, 1);
      assert.deepEqual([forth.verdict, forth.pValue], [back.verdict, back.pValue]);
      assert.deepEqual(
        back.blockRatios.map(({ ratio }) => 1 / ratio).map((ratio) => ratio.toFixed(9)),
        forth.blockRatios.map(({ ratio }) => ratio.toFixed(9)),
      );
    }
  }
});

Deno.test("compare() does not depend on the order of trials, nor on which twin came first in all blocks", () => {
  const run = fixtureRun({
    ...{ cells: [gamma, beta, fixtureCell("delta-async", 2, null)], blocks: 5, answerCount: 1 },
    repeatFirstCell: true,
  });
  const shuffled = { ...run, trials: run.trials.toReversed() };
  // The two trials of the twins change places in every block.
  const swapped = { ...run, trials: run.trials.map((trial) => swappedTwin(run, trial)) };
  for (const [a, b] of [[gamma, beta], [beta, gamma], [gamma, gamma]] as const) {
    const before = compare(run, a, b);
    assert.deepEqual(compare(shuffled, a, b), before);
    const after = compare(swapped, a, b);
    near(after.pValue, before.pValue);
    assert.equal(after.verdict, before.verdict);
    if (a === b) near(after.ratio * before.ratio, 1);
    else near(after.high, before.high);
  }
});

/** The trial with the number of its twin, if it has one. */
function swappedTwin({ trials }: Run, trial: Trial): Trial {
  const twin = trials.find((other) =>
    other !== trial && other.block === trial.block && other.cell.variant === trial.cell.variant
  );
  return twin ? { ...trial, trial: twin.trial } : trial;
}

Deno.test("compare() calls cells equivalent whose narrower interval lies within δ", () => {
  const run = withThroughputs(base(6), {
    "gamma-sync": [101, 199, 302, 99, 201, 298],
    "beta-sync": [100, 200, 300, 100, 200, 300],
  });
  const comparison = compare(run, gamma, beta);
  assert.equal(comparison.verdict, "equivalent");
  assert.match(
    comparison.reason,
    /90 % interval 0\.993–1\.007 lies within ±10 % \(1\/1\.1 to 1\.1\)/,
  );
  assert.ok(comparison.low < comparison.equivalence.low);
  assert.equal(compare(run, gamma, beta, { deltaShare: 0.001 }).verdict, "undecided");
});

Deno.test("compare() tells a difference that matters from one that does not", () => {
  const run = fixtureRun({
    ...{ cells: [gamma, beta], blocks: 20, noiseShare: 0.004, answerCount: 1 },
    throughputRpsOf: ({ variant }) => variant === "gamma-sync" ? 408 : 400,
  });
  const { verdict, withinDelta, verdictText } = compare(run, gamma, beta);
  assert.deepEqual([verdict, withinDelta], ["different", true]);
  assert.equal(verdictText, "different, and too little to matter");
  assert.equal(compare(run, gamma, beta, { deltaShare: 0.01 }).verdictText, "different");
});

Deno.test("compare() knows more of a pair's noise where other pairs show theirs", () => {
  const others = [1, 2, 3].map((workers) => fixtureCell("beta-sync", workers, 5));
  const run = fixtureRun({ cells: [gamma, ...others], blocks: 4, answerCount: 1 });
  const lonely = { ...run, trials: run.trials.filter(({ cell }) => cell !== others[0]) };
  const pair = lonely.trials.filter(({ cell }) =>
    [gamma, others[2]!].some((each) =>
      each.variant === cell.variant &&
      each.settings.workers === cell.settings.workers
    )
  );
  const freedom = (trials: Trial[]) =>
    estimatorOf({ ...run, trials }, "throughputRps")(gamma, others[2]!).estimate.degreesOfFreedom;
  assert.deepEqual([freedom(pair), freedom(run.trials) > 3], [3, true]);
});

Deno.test("compare() judges a pair across scenarios, and open loops beside closed ones, by themselves", () => {
  const large = fixtureCell("gamma-sync", 3, 5, { size: 100_000 });
  const load = {
    ...{ kind: "open" as const, rateRps: 500, arrivals: "constant" as const, connections: 64 },
  };
  const open = [1, 2].map((workers) => fixtureCell("beta-sync", workers, 5, { load }));
  const closed = [1, 2, 3].map((workers) => fixtureCell("beta-sync", workers, 5));
  const run = fixtureRun({ cells: [gamma, ...closed, large, ...open], blocks: 4, answerCount: 1 });
  const estimate = estimatorOf(run, "throughputRps");
  const freedom = (a: Cell, b: Cell) => estimate(a, b).estimate.degreesOfFreedom;
  assert.equal(freedom(gamma, large), 3);
  assert.equal(freedom(open[0]!, open[1]!), 3);
  assert.equal(freedom(gamma, closed[0]!), 7);
});

Deno.test("compare() sees trials that were added since it was last asked", () => {
  const run = base(5);
  const trials = run.trials.slice(0, 8);
  const growing = { ...run, trials };
  assert.equal(compare(growing, gamma, beta).blocks, 4);
  trials.push(...run.trials.slice(8));
  assert.equal(compare(growing, gamma, beta).blocks, 5);
});

Deno.test("compare() says nothing with two blocks, however far apart", () => {
  const { verdict, low, high, pValue, reason } = compare(base(2), gamma, beta);
  assert.deepEqual([verdict, low, high, pValue], ["not measured", 0, Infinity, 1]);
  assert.match(reason, /^Not measured: 2 blocks measured both, and with fewer than 3/);
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
  near(ratio * compare(run, gamma, beta).ratio, 1);
});

Deno.test("compare() of the slowest hundredth leaves out trials of fewer than 2,000 answers", () => {
  const run = fixtureRun({ cells: [gamma, beta], blocks: 5, throughputRpsOf: () => 1000 });
  const few = structuredClone(run);
  for (const { block, outcome } of few.trials) {
    if (block > 3 && outcome.state === "completed") outcome.okCount = 1999;
  }
  const p99 = { measure: "latencyP99Ms" } as const;
  assert.deepEqual([compare(run, gamma, beta, p99).blocks, compare(few, gamma, beta, p99).blocks], [
    5,
    3,
  ]);
  for (const { outcome } of few.trials) {
    if (outcome.state === "completed") outcome.okCount = 1999;
  }
  const { verdict, reason } = compare({ ...few, trials: [...few.trials] }, gamma, beta, p99);
  assert.equal(verdict, "not measured");
  assert.match(
    reason,
    /the slowest hundredth takes 2,000 answers a trial, and gamma-sync 3×5 gave 1,999/,
  );
});

Deno.test("compare() says why it has nothing to compare", () => {
  const foreign = fixtureForeignCell();
  const run = fixtureRun({ cells: [gamma, foreign], blocks: 4, repeatFirstCell: true });
  const memory = compare(run, gamma, foreign, { measure: "serverMemoryMiB" });
  assert.equal(memory.verdict, "not measured");
  assert.ok(Number.isNaN(memory.ratio));
  assert.equal(memory.reason, "Not measured: serverMemoryMiB is not known of omega-url.");
  assert.equal(compare(run, gamma, foreign).blocks, 4);

  const absent = fixtureCell("alpha-async", 2, null);
  const why = (some: Run, cell: Cell) => compare(some, gamma, cell).reason;
  assert.match(
    why(base(3), absent),
    /^Not measured: the full profile of this run does not measure alpha-async 2 workers\.$/,
  );
  assert.match(why(base(3), gamma), /gamma-sync 3×5 does not ride twice in a block of this run/);
  const lacking = structuredClone(base(3));
  lacking.plan.unavailable.push({ variant: "alpha-async", needs: "a runtime" });
  assert.match(why(lacking, absent), /could not start alpha-async 2 workers: it needs a runtime/);
  const planned = { trial: 9, block: 1, cell: absent };
  const cut = { ...base(3), plan: { ...base(3).plan, trials: [planned] } };
  assert.match(why(cut, absent), /the run ended before alpha-async 2 workers had its turn/);
  const failed = structuredClone(base(3));
  for (const trial of failed.trials) {
    if (trial.cell.variant === "beta-sync") trial.outcome = { state: "failed", reason: "No." };
  }
  assert.equal(why(failed, beta), "Not measured: all 3 trials of beta-sync 3×5 failed: No.");
});

Deno.test("p-value, interval and verdict agree, whatever the blocks and the level are", () => {
  const value = fc.double({ min: 50, max: 200, noNaN: true });
  const lists = fc.integer({ min: 3, max: 7 }).chain((blocks) =>
    fc.array(fc.array(value, { minLength: blocks, maxLength: blocks }), {
      minLength: 2,
      maxLength: 5,
    })
  );
  const alphas = fc.constantFrom(0.05, 0.01, 0.05 / 12, 0.2);
  fc.assert(
    fc.property(lists, alphas, (values, alpha) => {
      const cells = values.map((_, index) => fixtureCell("gamma-sync", index + 1, 5));
      const template = fixtureRun({ cells, blocks: values[0]!.length, answerCount: 1 });
      const trials = template.trials.map((trial) =>
        setThroughput(
          { ...trial, outcome: { ...trial.outcome } },
          values[trial.cell.settings.workers! - 1]![trial.block - 1]!,
        )
      );
      const result = compare({ ...template, trials }, cells[0]!, cells[1]!, { alpha });
      const { verdict, low, high, ratio, pValue, equivalence, deltaShare } = result;
      assert.ok(low <= ratio && ratio <= high);
      assert.ok(low <= equivalence.low && equivalence.high <= high);
      const excludes = low > 1 || high < 1;
      assert.equal(verdict === "different", excludes);
      // Quantile and probability agree to ten digits; a draw between them is nobody's finding.
      if (Math.abs(pValue - alpha) > 1e-7) assert.equal(pValue < alpha, excludes);
      const within = equivalence.low >= 1 / (1 + deltaShare) && equivalence.high <= 1 + deltaShare;
      assert.equal(verdict === "equivalent" || result.withinDelta, within);
      if (verdict === "undecided") assert.ok(!excludes && !within);
    }),
    { numRuns: 150, seed: 5 },
  );
});

Deno.test("whole runs: twins are different in at most 5 of 100, a server slowed by 15 % is found", () => {
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
    if (compare(run, gamma, gamma).verdict === "different") wrong++;
    if (compare(run, beta, gamma).verdict === "different") found++;
  }
  // A share of 300 runs errs by 1.3 percentage points.
  assert.ok(wrong / RUNS <= 0.05 + 0.015, `${wrong} of ${RUNS} pairs of twins`);
  assert.ok(found / RUNS >= 0.95, `${found} of ${RUNS} slowed servers`);
});

Deno.test("twins do not differ by a machine that speeds up within each block", () => {
  const speeding = withThroughputs(base(8, true), {
    "gamma-sync": Array.from({ length: 8 }, () => [100, 104]),
    "beta-sync": Array.from({ length: 8 }, () => 100),
  });
  const { ratio, verdict } = compare(speeding, gamma, gamma);
  near(ratio, 1);
  assert.notEqual(verdict, "different");
});
