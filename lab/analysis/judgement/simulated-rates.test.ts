/** The judgement is put to the test on runs whose true ratios are known. */
import assert from "node:assert/strict";
import { mean } from "simple-statistics";
import { seededRandom } from "../../nouns/random.ts";
import { standings } from "./looks.ts";
import { simulatedPairs } from "./simulate.ts";
import { type Rates, simulatedLooks, simulatedRates } from "./simulated-rates.ts";

/** 400 runs of ten pairs that share no cell: 4,000 pairs. */
const REPEATED = { runs: 400, seed: 1 };
/** Eighty blocks a pair take longer: 3,000 pairs. */
const REPEATED_LOOKS = { runs: 300, seed: 1 };
const AT_20 = Math.log(1.2);
const AT_DELTA = Math.log(1.1);

/** Three standard errors of a share that is counted over so many pairs. */
function error(share: number, { pairs }: Rates): number {
  return 3 * Math.sqrt(share * (1 - share) / pairs);
}

function assertBetween(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value}, not ${low} to ${high}`);
}

for (const noise of ["equal", "spread", "few", "outliers"] as const) {
  Deno.test(`95 % intervals cover 95 times in 100, and equal cells differ 5 times: noise ${noise}`, () => {
    for (const blocks of [3, 4, 5, 8]) {
      const rates = simulatedRates({ blocks, noise, logRatio: AT_20 }, REPEATED);
      // Outliers make Student's t careful.
      const most = noise === "outliers" ? 0.985 : 0.97;
      assertBetween(rates.covered, 0.95 - error(0.95, rates), most, `covered, ${blocks} blocks`);
      const nothing = simulatedRates({ blocks, noise }, { ...REPEATED, seed: 2 });
      const least = noise === "outliers" ? 0.015 : 0.03;
      assertBetween(nothing.different, least, 0.05 + error(0.05, nothing), `different, ${blocks}`);
    }
  });
}

Deno.test("intervals of pairs that share cells cover as well", () => {
  const rates = simulatedRates({ blocks: 4, scenarios: 4, cells: 4 }, { runs: 300, seed: 1 });
  assert.equal(rates.pairs, 300 * 24);
  // The six pairs of four cells are worth three.
  assertBetween(rates.covered, 0.95 - error(0.95, { ...rates, pairs: 300 * 12 }), 0.98, "covered");
});

Deno.test("three or four pairs of three blocks are covered a little less than they should be", () => {
  for (const scenarios of [3, 4]) {
    const rates = simulatedRates({ blocks: 3, scenarios }, { runs: 2000, seed: 1 });
    assertBetween(rates.covered, 0.925, 0.95, `${scenarios} pairs`);
  }
});

Deno.test("the noisiest fifth of pairs is covered less: the price of leaning on the others", () => {
  const covered = (noise: "spread" | "few") =>
    mean([3, 4, 5, 8].map((blocks) => simulatedRates({ blocks, noise }, REPEATED).coveredNoisiest));
  // 3,200 pairs each: a standard error of half a percentage point.
  assertBetween(covered("spread"), 0.915, 0.945, "noise that spreads evenly");
  assertBetween(covered("few"), 0.88, 0.92, "one cell in five errs four times as much");
});

Deno.test("moderation finds a true 20 % more often than each pair's own t", () => {
  // As 48,000 other pairs had it: moderated, own.
  const known = [[3, 0.454, 0.249], [4, 0.587, 0.413], [5, 0.702, 0.569], [
    8,
    0.889,
    0.847,
  ]] as const;
  for (const [blocks, moderated, own] of known) {
    const run = { blocks, logRatio: AT_20 };
    const ours = simulatedRates(run, REPEATED);
    const alone = simulatedRates(run, { ...REPEATED, method: "own" });
    // Pairs of one run share its noise, which is another in each: up to 1.4 times the error.
    const within = 1.4 * error(0.5, ours);
    assertBetween(ours.different, moderated - within, moderated + within, `${blocks} blocks`);
    assertBetween(alone.different, own - within, own + within, `${blocks} blocks, own t`);
    assert.ok(ours.different > alone.different + 0.02);
  }
});

for (const noise of ["equal", "spread", "few", "outliers"] as const) {
  Deno.test(`what differs by δ is called equivalent 5 times in 100 at the most: noise ${noise}`, () => {
    for (const [blocks, logRatio] of [[8, AT_DELTA], [20, AT_DELTA], [20, -AT_DELTA]] as const) {
      const rates = simulatedRates({ blocks, noise, logRatio }, REPEATED);
      assertBetween(rates.equivalent, 0, 0.05 + error(0.05, rates), `${blocks} blocks`);
      // The test uses up its level where there are blocks enough, so the bound is a bound.
      if (noise === "equal" && blocks === 20) assert.ok(rates.equivalent > 0.035);
    }
    const twice = simulatedRates({ blocks: 20, noise, logRatio: AT_20 }, REPEATED);
    assertBetween(twice.equivalent, 0, 0.005, "a true 20 %");
  });
}

Deno.test("equal cells are found equivalent within a tenth by 20 blocks, and by four they are not", () => {
  assertBetween(simulatedRates({ blocks: 20 }, REPEATED).equivalent, 0.68, 0.8, "20 blocks");
  assertBetween(simulatedRates({ blocks: 4 }, REPEATED).equivalent, 0, 0.05, "4 blocks");
});

for (const noise of ["equal", "spread"] as const) {
  Deno.test(`five looks at 99 % call nothing different 5 times in 100, at 95 % far more: noise ${noise}`, () => {
    const adjusted = simulatedLooks({ blocks: 80, noise }, REPEATED_LOOKS);
    assertBetween(adjusted.different, 0.015, 0.05 + error(0.05, adjusted), "adjusted");
    assertBetween(adjusted.covered, 0.95 - error(0.95, adjusted), 0.985, "covered where it stops");
    // α 0.25 in all: each look at the 5 % that it would have alone.
    const unadjusted = simulatedLooks({ blocks: 80, noise }, { ...REPEATED_LOOKS, alpha: 0.25 });
    assertBetween(unadjusted.different, 0.1, 0.16, "unadjusted");
    assert.ok(unadjusted.covered < 0.9);
  });

  Deno.test(`five looks at 98 % call δ equivalent 5 times in 100, at 90 % more: noise ${noise}`, () => {
    for (const logRatio of [AT_DELTA, -AT_DELTA]) {
      const run = { blocks: 80, noise, logRatio };
      const adjusted = simulatedLooks(run, REPEATED_LOOKS);
      assertBetween(adjusted.equivalent, 0.005, 0.05, "adjusted");
      const unadjusted = simulatedLooks(run, { ...REPEATED_LOOKS, alpha: 0.25 });
      assertBetween(unadjusted.equivalent, 0.05 + error(0.05, unadjusted), 0.12, "unadjusted");
    }
  });
}

Deno.test("looks spend few blocks on a true 20 %, and find it", () => {
  const rates = simulatedLooks({ blocks: 80, logRatio: AT_20 }, REPEATED_LOOKS);
  assert.ok(rates.different > 0.995, `${rates.different}`);
  assertBetween(rates.blocks, 8, 13, "blocks");
});

/** What the judgement meets beside even noise: how often looks find a tenth, and that none is there. */
const TROUBLES = [
  { noise: "spread", drift: "usual", tenth: 0.96, nothing: 0.93, fourBlocks: 0.53 },
  { noise: "few", drift: "usual", tenth: 0.96, nothing: 0.93, fourBlocks: 0.72 },
  { noise: "outliers", drift: "usual", tenth: 0.78, nothing: 0.65, fourBlocks: 0.35 },
  { noise: "equal", drift: "none", tenth: 0.98, nothing: 0.97, fourBlocks: 0.71 },
  { noise: "equal", drift: "strong", tenth: 0.78, nothing: 0.64, fourBlocks: 0.28 },
  { noise: "equal", drift: "trend", tenth: 0.98, nothing: 0.97, fourBlocks: 0.58 },
] as const;

for (const { noise, drift, tenth, nothing, fourBlocks } of TROUBLES) {
  Deno.test(`looks keep their promises, and find what they can: noise ${noise}, drift ${drift}`, () => {
    const rates = (logRatio: number) =>
      simulatedLooks({ blocks: 80, noise, drift, logRatio }, REPEATED_LOOKS);
    // A trouble costs power and blocks; what it may not cost is the two kinds of wrong verdict.
    const none = rates(0);
    assertBetween(none.different, 0, 0.05 + error(0.05, none), "nothing called different");
    assertBetween(none.covered, 0.95 - error(0.95, none), 1, "covered where it stops");
    assertBetween(none.equivalent, nothing - 0.05, nothing + 0.05, "nothing called equivalent");
    const delta = rates(AT_DELTA);
    assertBetween(delta.equivalent, 0, 0.05 + error(0.05, delta), "δ called equivalent");
    assertBetween(delta.different, tenth - 0.05, tenth + 0.05, "10 % found");
    const twenty = rates(AT_20);
    assert.ok(twenty.different > 0.99, `20 % found: ${twenty.different}`);
    assertBetween(twenty.equivalent, 0, 0.005, "20 % called equivalent");
    assertBetween(twenty.covered, 0.95 - error(0.95, twenty), 1, "covered at 20 %");
    const four = simulatedRates({ blocks: 4, noise, drift, logRatio: AT_20 }, REPEATED);
    assertBetween(
      four.different,
      fourBlocks - 0.05,
      fourBlocks + 0.05,
      "20 % found by four blocks",
    );
  });
}

Deno.test("a run by looks that ends between them calls equal pairs different at most 5 times in 100", () => {
  for (const noise of ["equal", "spread"] as const) {
    for (const blocks of [3, 7, 15, 33]) {
      const { different } = simulatedLooks({ blocks, noise }, {
        ...REPEATED,
        closing: true,
      });
      assert.ok(different <= 0.05, `${different} of pairs with ${noise} noise, ${blocks} blocks`);
    }
  }
});

Deno.test("so does one that is gone on with again and again, from its first look on", () => {
  const random = seededRandom(9);
  let pairCount = 0;
  const wrong = { ever: 0, fromThree: 0 };
  for (let run = 0; run < 80; run++) {
    const noise = run % 2 === 0 ? "spread" : "equal";
    const pairs = simulatedPairs({ blocks: 80, noise }, random);
    const differs = [3, 7, 15, 30, 60, 80].map((blocks) =>
      standings(
        pairs.map((pair) => ({ ...pair, differences: pair.differences.slice(0, blocks) })),
        { closing: true },
      ).map(({ judgement }) => judgement.verdict === "different")
    );
    pairCount += pairs.length;
    pairs.forEach((_, index) => {
      if (differs.slice(1).some((ended) => ended[index])) wrong.ever++;
      if (differs.some((ended) => ended[index])) wrong.fromThree++;
    });
  }
  assert.ok(wrong.ever / pairCount <= 0.05, `${wrong.ever} of ${pairCount}`);
  // Whoever stops at three blocks because they differ, and goes on because they do not, errs more often.
  assert.ok(wrong.fromThree / pairCount <= 0.1, `${wrong.fromThree} of ${pairCount}`);
});
