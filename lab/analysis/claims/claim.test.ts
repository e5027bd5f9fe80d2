import assert from "node:assert/strict";
import { Claim, type Expectation } from "../../nouns/claim.ts";
import { judge, valueOf } from "./claim.ts";
import { compare } from "../comparing/compare.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { meanInterval } from "./quantity.ts";

const quick = fixtureCell("gamma-sync", 2, 5);
const slow = fixtureCell("gamma-sync", 1, 5);

/** A comparison of two cells whose true ratio is known. */
function comparisonOf(ratio: number, { blocks = 10, noiseShare = 0.005 } = {}) {
  const run = fixtureRun({
    cells: [quick, slow],
    blocks,
    noiseShare,
    throughputRpsOf: (cell) => cell.settings.workers === 2 ? 400 * ratio : 400,
    answerCount: 1,
  });
  return compare(run, quick, slow);
}

const verdicts = (ratio: number, options = {}) =>
  (["more", "less", "same"] as const).map((expects) =>
    judge(comparisonOf(ratio, options), expects).verdict
  );

Deno.test("judge() reads the direction of a difference", () => {
  assert.deepEqual(verdicts(1.5), ["holds", "fails", "fails"]);
  assert.deepEqual(verdicts(0.7), ["fails", "holds", "fails"]);
});

Deno.test("judge() takes equivalence for the opposite of a difference", () => {
  const same = comparisonOf(1, { blocks: 20 });
  assert.equal(same.verdict, "equivalent");
  assert.equal(judge(same, "same").verdict, "holds");
  assert.equal(judge(same, "more").verdict, "fails");
  assert.equal(judge(same, "less").verdict, "fails");
});

Deno.test("judge() leaves noise undecided, whatever is expected of it", () => {
  assert.deepEqual(verdicts(1, { blocks: 4, noiseShare: 0.3 }), [
    "undecided",
    "undecided",
    "undecided",
  ]);
});

Deno.test("judge() calls a difference too small to matter the same, and still a difference", () => {
  const tiny = comparisonOf(1.02, { blocks: 30, noiseShare: 0.003 });
  assert.deepEqual([tiny.verdict, tiny.withinDelta], ["different", true]);
  const same = judge(tiny, "same");
  assert.equal(same.verdict, "holds");
  assert.match(same.reason, /^They differ, and too little to matter/);
  assert.equal(
    judge(comparisonOf(0.98, { blocks: 30, noiseShare: 0.003 }), "more").verdict,
    "fails",
  );
  assert.equal(judge(tiny, "more").verdict, "holds");
});

Deno.test("judge() says of a difference that it may be one that matters or not, where that is open", () => {
  const open = comparisonOf(1.1, { noiseShare: 0.05 });
  assert.ok(open.verdict === "different" && open.low < 1.1 && open.high > 1.1);
  assert.match(judge(open, "same").reason, /Whether by more than 10 % these blocks cannot tell\.$/);
  assert.doesNotMatch(judge(comparisonOf(1.5), "same").reason, /Whether/);
  assert.doesNotMatch(judge(open, "more").reason, /Whether/);
});

Deno.test("judge() holds a bound only when the whole interval is on its side", () => {
  const value = { value: 4.2, low: 4, high: 4.5 };
  const cases: [Expectation, string][] = [
    [{ atLeast: 4 }, "holds"],
    [{ atLeast: 4.3 }, "undecided"],
    [{ atLeast: 5 }, "fails"],
    [{ atMost: 4.5 }, "holds"],
    [{ atMost: 4.3 }, "undecided"],
    [{ atMost: 3 }, "fails"],
  ];
  for (const [expects, verdict] of cases) {
    assert.equal(judge(value, expects).verdict, verdict, JSON.stringify(expects));
  }
});

Deno.test("judge() takes too few blocks for not measured, and says so", () => {
  const few = comparisonOf(3, { blocks: 2 });
  for (const expects of ["more", "less", "same", { atLeast: 2 }, { atMost: 2 }] as const) {
    const { verdict, reason } = judge(few, expects);
    assert.equal(verdict, "not measured");
    assert.match(reason, /2 blocks measured both/);
  }
});

Deno.test("judge() tells what was not measured from what is undecided, and why", () => {
  const { verdict, reason } = judge({ value: NaN, low: NaN, high: NaN }, { atMost: 1 });
  assert.deepEqual([verdict, reason], ["not measured", "Not measured in this run."]);
  assert.equal(
    judge(meanInterval([1, 2]), { atMost: 1 }).reason,
    "Not measured: it takes 3 values, and there are 2.",
  );
});

Deno.test("judge() refuses a direction of a quantity that is no ratio of two cells", () => {
  assert.throws(
    () => judge({ value: 1.3, low: 1.2, high: 1.4 }, "more"),
    /"more" is said of a ratio; give two cells, a comparison, or a bound/,
  );
});

Deno.test("judge() goes by the claim's own δ where it says that two are the same", () => {
  const run = fixtureRun({
    ...{ cells: [quick, slow], blocks: 10, noiseShare: 0.03, answerCount: 1 },
    throughputRpsOf: () => 400,
  });
  const verdictAt = (deltaShare: number) =>
    judge(compare(run, quick, slow, { deltaShare }), "same").verdict;
  assert.deepEqual([verdictAt(0.2), verdictAt(0.01)], ["holds", "undecided"]);
});

Deno.test("valueOf() is a comparison's ratio, or the value", () => {
  assert.equal(valueOf({ value: 7, low: 6, high: 8 }), 7);
  const comparison = comparisonOf(2);
  assert.equal(valueOf(comparison), comparison.ratio);
});

Deno.test("a claim's id is kebab-case, and somebody says it", () => {
  const issues = Claim.safeParse({ id: "Not This", source: "" }).error!.issues;
  const places = issues.map(({ path }) => path.join("."));
  assert.ok(places.includes("id") && places.includes("source"), places.join());
});
