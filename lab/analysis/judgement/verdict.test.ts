import assert from "node:assert/strict";
import fc from "fast-check";
import { type Estimate, intervalOf, pValueOf } from "./estimate.ts";
import { moderate } from "./moderated.ts";
import { FEWEST_BLOCKS, judge, type Judgement, notMeasured } from "./verdict.ts";

/** With 12 degrees of freedom: the half-widths at 95 % and 90 % are 2.179 and 1.782 standard errors. */
function estimateOf(logMean: number, standardError: number, blocks = 9): Estimate {
  const variance = standardError ** 2 * blocks;
  return {
    ...{ blocks, logMean, ratio: Math.exp(logMean), variance, moderatedVariance: variance },
    ...{ standardError, degreesOfFreedom: 12 },
  };
}

function assertMeasured(
  judgement: Judgement,
): asserts judgement is Exclude<Judgement, { verdict: "not measured" }> {
  assert.notEqual(judgement.verdict, "not measured");
}

Deno.test("judge() calls a pair different, equivalent or undecided by its intervals", () => {
  const apart = judge(estimateOf(Math.log(1.2), 0.03));
  assert.equal(
    apart.sentence,
    "They differ: the ratio is 1.20, and its 95 % interval 1.12–1.28 excludes 1.",
  );
  assert.ok(apart.verdict === "different" && !apart.withinDelta);
  const small = judge(estimateOf(Math.log(1.03), 0.01));
  assert.ok(small.verdict === "different" && small.withinDelta);
  assert.equal(
    small.sentence,
    "They differ, and too little to matter: the ratio is 1.030, and its 95 % interval 1.008–1.053 " +
      "excludes 1; its 90 % interval 1.012–1.049 lies within ±10 % (1/1.1 to 1.1).",
  );
  const same = judge(estimateOf(0.01, 0.03));
  assert.equal(same.verdict, "equivalent");
  assert.equal(
    same.sentence,
    "They are equivalent: the ratio's 90 % interval 0.96–1.07 lies within ±10 % (1/1.1 to 1.1).",
  );
  const open = judge(estimateOf(0.05, 0.06));
  assert.equal(open.verdict, "undecided");
  assert.equal(
    open.sentence,
    "These 9 blocks cannot tell: the ratio's 95 % interval 0.92–1.20 holds 1, " +
      "and its 90 % interval 0.94–1.17 reaches beyond ±10 % (1/1.1 to 1.1).",
  );
});

Deno.test("judge() takes the 90 % interval for equivalence, where the 95 % one reaches beyond δ", () => {
  // Half-widths 0.0996 at 95 % and 0.0815 at 90 %; ln 1.1 is 0.0953.
  const judgement = judge(estimateOf(0, 0.0457));
  assertMeasured(judgement);
  assert.equal(judgement.verdict, "equivalent");
  assert.ok(judgement.interval.high > 1.1 && judgement.equivalenceInterval.high < 1.1);
});

Deno.test("judge() takes δ on both sides alike: what A over B passes, B over A passes", () => {
  for (const side of [1, -1]) {
    const end = side * Math.log(1.1);
    assert.equal(judge(estimateOf(0.9 * end, 0.004)).verdict, "different");
    const inside = judge(estimateOf(0.9 * end, 0.004));
    const outside = judge(estimateOf(0.95 * end, 0.004));
    assert.ok(inside.verdict === "different" && inside.withinDelta);
    assert.ok(outside.verdict === "different" && !outside.withinDelta);
  }
});

Deno.test("judge() takes another δ and a stricter α where they are given", () => {
  const estimate = estimateOf(0, 0.0457);
  assert.equal(judge(estimate, { deltaShare: 0.05 }).verdict, "undecided");
  assert.equal(judge(estimate, { alpha: 0.01 }).verdict, "undecided");
  const apart = judge(estimateOf(Math.log(1.2), 0.07), { alpha: 0.01 });
  assertMeasured(apart);
  assert.equal(apart.verdict, "undecided");
  assert.deepEqual([apart.interval.confidence, apart.equivalenceInterval.confidence], [0.99, 0.98]);
  assert.match(apart.sentence, /99 % interval .* 98 % interval/);
  assert.equal(judge(estimateOf(Math.log(1.2), 0.07)).verdict, "different");
});

Deno.test("judge() says nothing below three blocks, and says why", () => {
  for (let blocks = 0; blocks <= FEWEST_BLOCKS; blocks++) {
    const [estimate] = moderate([{
      ...{ cellA: "a", cellB: "b", scenario: "s" },
      differences: [0.2, 0.21, 0.2].slice(0, blocks),
    }]);
    assert.equal(judge(estimate!).verdict === "not measured", blocks < FEWEST_BLOCKS);
  }
  const [one] = moderate([{ cellA: "a", cellB: "b", scenario: "s", differences: [0.2] }]);
  assert.match(judge(one!).sentence, /^Not measured: 1 block measured both, .* unknown\.$/);
  const judgement = notMeasured("PostgreSQL is not here");
  assert.equal(judgement.sentence, "Not measured: PostgreSQL is not here.");
});

Deno.test("judge() refuses a δ or an α that makes no sense", () => {
  for (const options of [{ deltaShare: 0 }, { deltaShare: NaN }, { alpha: 0 }, { alpha: 0.5 }]) {
    assert.throws(() => judge(estimateOf(0, 0.1), options), /give a δ above 0 and an α between/);
  }
});

/** Ends of intervals and p-values are both known to ten digits; nearer than this they may round apart. */
const ROUNDING = 1e-8;

/** Even, where fast-check's own doubles crowd about 0. */
const even = (most: number) =>
  fc.integer({ min: -1e6, max: 1e6 }).map((value) => most * value / 1e6);

/** Any pairs' blocks: still ones, wild ones, and ratios close to 1 and to δ. */
const estimates = fc.array(
  fc.record({
    centre: fc.oneof(
      fc.constantFrom(0, Math.log(1.1), -Math.log(1.1)),
      even(0.5),
    ),
    scale: fc.constantFrom(1e-5, 0.001, 0.01, 0.03, 0.1, 0.3),
    shape: fc.array(fc.oneof(even(1), fc.constant(0)), { minLength: 3, maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 9 },
).map((drawn) =>
  moderate(drawn.map(({ centre, scale, shape }, index) => ({
    ...{ cellA: `a${index}`, cellB: `b${index}`, scenario: `scenario ${index % 3}` },
    differences: shape.map((value) => centre + scale * value),
  })))
);
const options = fc.record({
  deltaShare: fc.constantFrom(0.05, 0.1, 0.15, 0.2),
  alpha: fc.constantFrom(0.05, 0.01, 0.05 / 3),
});

function forAll(
  check: (judgement: Exclude<Judgement, { verdict: "not measured" }>, of: Estimate) => void,
) {
  fc.assert(
    fc.property(estimates, options, (drawn, options) => {
      for (const estimate of drawn) {
        const judgement = judge(estimate, options);
        assertMeasured(judgement);
        check(judgement, estimate);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
}

Deno.test("verdict, interval and p-value never disagree", () => {
  const seen = { different: 0, equivalent: 0, undecided: 0 };
  forAll((judgement, estimate) => {
    const { verdict, interval, equivalenceInterval, pValue, alpha, deltaShare } = judgement;
    seen[verdict]++;
    assert.equal(verdict === "different", interval.low > 1 || interval.high < 1);
    if (Math.abs(pValue - alpha) > ROUNDING) assert.equal(verdict === "different", pValue < alpha);

    // Two one-sided tests, from p-values that never saw the interval at 1 − 2α.
    const within = verdict === "equivalent" || verdict === "different" && judgement.withinDelta;
    const ends = [
      Math.log1p(deltaShare) - estimate.logMean,
      estimate.logMean + Math.log1p(deltaShare),
    ];
    const tests = [1 + deltaShare, 1 / (1 + deltaShare)].map((limit, side) =>
      ends[side]! > 0 ? pValueOf(estimate, limit) / 2 : 1
    );
    const worst = Math.max(...tests);
    if (Math.abs(worst - alpha) > ROUNDING) assert.equal(within, worst < alpha);

    assert.ok(interval.low <= equivalenceInterval.low && equivalenceInterval.high <= interval.high);
    assert.ok(equivalenceInterval.low <= estimate.ratio * (1 + 1e-12));
    assert.ok(equivalenceInterval.high >= estimate.ratio * (1 - 1e-12));
  });
  // The draw reaches all of them, or nothing was tested.
  assert.ok(Object.values(seen).every((count) => count > 50), JSON.stringify(seen));
});

Deno.test("the interval at confidence c excludes a ratio where its p-value is below 1 − c", () => {
  const confidence = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999);
  const ratio = even(0.35).map(Math.exp);
  fc.assert(
    fc.property(estimates, confidence, ratio, ([estimate], confidence, ratio) => {
      const { low, high } = intervalOf(estimate!, confidence);
      const pValue = pValueOf(estimate!, ratio);
      if (Math.abs(pValue - (1 - confidence)) <= ROUNDING) return;
      assert.equal(ratio < low || ratio > high, pValue < 1 - confidence);
    }),
    { seed: 2, numRuns: 500 },
  );
});

Deno.test("what a sentence prints bears out what it says", () => {
  forAll(({ verdict, sentence, deltaShare }) => {
    const printed = [
      ...sentence.matchAll(/ % interval ([\d.]+)–([\d.]+) (excludes|holds|lies|reaches)/g),
    ];
    assert.equal(printed.length, verdict === "undecided" || / too little /.test(sentence) ? 2 : 1);
    for (const [, low, high, says] of printed) {
      const holds1 = Number(low) <= 1 && 1 <= Number(high);
      const within = Number(low) >= 1 / (1 + deltaShare) && Number(high) <= 1 + deltaShare;
      const borneOut = { excludes: !holds1, holds: holds1, lies: within, reaches: !within }[says!];
      assert.ok(borneOut, sentence);
    }
  });
});

Deno.test("a sentence has as many digits as show which side of 1 or of δ an end lies on", () => {
  // 2.1788 standard errors are the half-width at 95 %, 1.7823 at 90 %.
  const justBelow1 = judge(estimateOf(-0.0004 - 2.17881 * 0.03, 0.03));
  assert.match(justBelow1.sentence, /the ratio is 0\.94, .* interval 0\.88–0\.9996 excludes 1/);
  const justInside = judge(estimateOf(Math.log(1.0999) - 1.78229 * 0.04, 0.04));
  assert.match(justInside.sentence, /interval 0\.95–1\.0999 lies within ±10 %/);
  const tiny = judge(estimateOf(Math.log(0.004), 0.03));
  assert.match(tiny.sentence, /the ratio is 0\.00400, .* interval 0\.00375–0\.00427 excludes 1/);
});

Deno.test("an undecided pair is never spoken of as one that does not differ", () => {
  let seen = 0;
  forAll(({ verdict, sentence }) => {
    if (verdict !== "undecided") return;
    seen++;
    assert.match(sentence, /cannot tell/);
    assert.doesNotMatch(sentence, /\b(no|not|none|same|equal|equivalent|differ\w*)\b/i);
  });
  assert.ok(seen > 50);
});
