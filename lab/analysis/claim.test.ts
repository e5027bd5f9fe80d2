import assert from "node:assert/strict";
import { Claim, type Expectation } from "../nouns/claim.ts";
import { judge, valueOf } from "./claim.ts";
import { compare } from "./compare.ts";
import { fixtureCell, fixtureRun } from "./fixtures.ts";

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
  assert.match(same.reason, /too small to matter/);
  assert.equal(judge(tiny, "more").verdict, "holds");
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

Deno.test("judge() stays undecided on too few blocks, and says so", () => {
  const few = comparisonOf(3, { blocks: 2 });
  for (const expects of ["more", "less", "same", { atLeast: 2 }, { atMost: 2 }] as const) {
    const { verdict, reason } = judge(few, expects);
    assert.equal(verdict, "undecided");
    assert.match(reason, /2 blocks measured both/);
  }
});

Deno.test("judge() stays undecided on what was not measured", () => {
  const { verdict, reason } = judge({ value: NaN, low: NaN, high: NaN }, { atMost: 1 });
  assert.deepEqual([verdict, reason], ["undecided", "Not measured in this run."]);
});

Deno.test("judge() takes a bare quantity with a direction for a ratio", () => {
  assert.equal(judge({ value: 1.3, low: 1.2, high: 1.4 }, "more").verdict, "holds");
  assert.equal(judge({ value: 1.3, low: 1.2, high: 1.4 }, "same").verdict, "fails");
  assert.equal(judge({ value: 1.01, low: 0.99, high: 1.03 }, "same").verdict, "holds");
  assert.equal(judge({ value: 1.1, low: 0.9, high: 1.4 }, "less").verdict, "undecided");
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
