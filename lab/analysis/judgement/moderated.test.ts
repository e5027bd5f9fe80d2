import assert from "node:assert/strict";
import { sampleVariance } from "simple-statistics";
import { intervalOf, pValueOf } from "./estimate.ts";
import { moderate } from "./moderated.ts";
import type { Pair } from "./pair.ts";
import { priorOf } from "./prior.ts";
import reference from "./reference.json" with { type: "json" };

function assertClose(actual: number, expected: number, what: string): void {
  const gapShare = Math.abs(actual - expected) / Math.max(1e-3, Math.abs(expected));
  assert.ok(gapShare <= 1e-6, `${what}: ${actual}, the reference has ${expected}`);
}

/** The reference's trials as pairs; a trial that is missing leaves null in its block. */
function referencePairs(pairs: { cells: string[] }[], missing?: { cell: string; block: number }) {
  return pairs.map(({ cells }): Pair => {
    const [a, b] = cells.map((cell) => reference.throughputRps.find((row) => row.cell === cell)!);
    const differences = a!.blocks.map((rps, index) => {
      const lacks = missing && cells.includes(missing.cell) && missing.block === index + 1;
      return lacks ? null : Math.log(rps) - Math.log(b!.blocks[index]!);
    });
    return { cellA: a!.cell, cellB: b!.cell, scenario: a!.scenario, differences };
  });
}

/** Four differences or another number, mean 0.05, with exactly this variance. */
function withVariance(variance: number, blocks: number): number[] {
  const shape = Array.from({ length: blocks }, (_, index) => index - (blocks - 1) / 2);
  const scale = Math.sqrt(variance / sampleVariance(shape));
  return shape.map((value) => 0.05 + scale * value);
}

const pairsOf = (variances: readonly number[], blocks = 4): Pair[] =>
  variances.map((variance, index) => ({
    cellA: `a${index}`,
    cellB: `b${index}`,
    scenario: `scenario ${index}`,
    differences: withVariance(variance, blocks),
  }));

Deno.test("moderate() agrees with an independent implementation: complete blocks", () => {
  const { prior, pairs } = reference.complete;
  const made = referencePairs(pairs);
  assertClose(priorOf(made)!.uncappedDegreesOfFreedom, prior.degreesOfFreedom, "d0");
  assertClose(priorOf(made)!.variance, prior.variance, "s0²");
  moderate(made).forEach((estimate, index) => {
    const expected = pairs[index]!;
    const name = expected.cells.join("/");
    for (
      const key of ["logMean", "ratio", "variance", "moderatedVariance", "standardError"] as const
    ) {
      assertClose(estimate[key], expected[key], `${key} of ${name}`);
    }
    assert.equal(estimate.degreesOfFreedom, expected.degreesOfFreedom);
    for (
      const [confidence, [low, high]] of [[0.95, expected.at95], [0.9, expected.at90]] as const
    ) {
      assertClose(intervalOf(estimate, confidence).low, low!, `low ${confidence} of ${name}`);
      assertClose(intervalOf(estimate, confidence).high, high!, `high ${confidence} of ${name}`);
    }
    assertClose(pValueOf(estimate), expected.pValue, `p-value of ${name}`);
  });
});

Deno.test("moderate() agrees with an independent implementation: one trial is missing", () => {
  const { prior, pairs, ...missing } = reference.oneTrialMissing;
  const made = referencePairs(pairs, missing);
  assertClose(priorOf(made)!.uncappedDegreesOfFreedom, prior.degreesOfFreedom, "d0");
  assertClose(priorOf(made)!.variance, prior.variance, "s0²");
  moderate(made).forEach((estimate, index) => {
    const expected = pairs[index]!;
    const name = expected.cells.join("/");
    assert.equal(estimate.blocks, expected.blocks);
    assert.equal(estimate.degreesOfFreedom, expected.degreesOfFreedom);
    assertClose(estimate.logMean, expected.logMean, `mean of ${name}`);
    assertClose(estimate.moderatedVariance, expected.moderatedVariance, `variance of ${name}`);
    assertClose(intervalOf(estimate, 0.95).low, expected.at95[0]!, `low of ${name}`);
    assertClose(intervalOf(estimate, 0.95).high, expected.at95[1]!, `high of ${name}`);
  });
});

Deno.test("variances that differ by chance alone are pooled, and the pool weighs four at the most", () => {
  const { variances, blocks, variance, cappedDegreesOfFreedom, ...first } = reference.alike;
  const pairs = pairsOf(variances, blocks);
  const prior = priorOf(pairs)!;
  assert.equal(prior.uncappedDegreesOfFreedom, Infinity);
  assert.equal(prior.degreesOfFreedom, cappedDegreesOfFreedom);
  assertClose(prior.variance, variance, "s0²");
  const [estimate] = moderate(pairs);
  assertClose(estimate!.moderatedVariance, first.moderatedVarianceOfFirst, "s̃²");
  assert.equal(estimate!.degreesOfFreedom, first.degreesOfFreedom);
});

Deno.test("the prior's variance is made before its degrees of freedom are capped", () => {
  const expected = reference.unlikeButCapped;
  const pairs = pairsOf(expected.variances, expected.blocks);
  const prior = priorOf(pairs)!;
  assertClose(prior.uncappedDegreesOfFreedom, expected.uncappedDegreesOfFreedom, "d0");
  assert.equal(prior.degreesOfFreedom, expected.cappedDegreesOfFreedom);
  assertClose(prior.variance, expected.variance, "s0²");
  assertClose(moderate(pairs)[0]!.moderatedVariance, expected.moderatedVarianceOfFirst, "s̃²");
});

Deno.test("below six pairs moderation raises a variance or leaves it, and never lowers it", () => {
  const variances = [0.001, 0.01, 0.012, 0.009, 0.05, 0.011];
  const five = moderate(pairsOf(variances.slice(0, 5)));
  assert.ok(five[0]!.moderatedVariance > five[0]!.variance);
  assert.equal(five[4]!.moderatedVariance, five[4]!.variance);
  const six = moderate(pairsOf(variances));
  assert.ok(six[4]!.moderatedVariance < six[4]!.variance);
});

Deno.test("below three pairs, and across scenarios, a pair stands alone", () => {
  const alone = (estimate: ReturnType<typeof moderate>[number]) => {
    assert.equal(estimate.moderatedVariance, estimate.variance);
    assert.equal(estimate.degreesOfFreedom, 3);
  };
  moderate(pairsOf([0.001, 0.1])).forEach(alone);
  const pairs = pairsOf([0.001, 0.01, 0.012, 0.009, 0.011, 0.01, 0.05]);
  const across = pairs.map((pair, index) => index === 6 ? { ...pair, scenario: null } : pair);
  alone(moderate(across)[6]!);
  assert.deepEqual(moderate(across).slice(0, 6), moderate(pairs.slice(0, 6)));
  assert.notDeepEqual(moderate(pairs).slice(0, 6), moderate(pairs.slice(0, 6)));
});

Deno.test("the degrees of freedom are no more than the trials have, however many pairs they make", () => {
  const differences = pairsOf([0.01, 0.011, 0.01], 3).map((pair) => pair.differences);
  const trio = [["a", "b"], ["a", "c"], ["b", "c"]].map(([cellA, cellB], index): Pair => (
    { cellA: cellA!, cellB: cellB!, scenario: "one", differences: differences[index]! }
  ));
  // Three cells in three blocks: 2 × 2, although 2 of its own and 4 of the prior make 6.
  assert.equal(priorOf(trio)!.degreesOfFreedom, 4);
  assert.equal(moderate(trio)[0]!.degreesOfFreedom, 4);
  const elsewhere = trio.map((pair) => ({ ...pair, scenario: "two" }));
  assert.equal(moderate([...trio, ...elsewhere])[0]!.degreesOfFreedom, 6);
});

Deno.test("blocks that lack a cell count for nothing, and below two blocks nothing is known", () => {
  const pairs = pairsOf([0.01, 0.02, 0.015, 0.01, 0.02, 0.03]);
  const gaps = pairs.map((pair) => ({ ...pair, differences: [null, ...pair.differences, null] }));
  assert.deepEqual(moderate(gaps), moderate(pairs));
  const lone = { ...pairs[0]!, cellA: "x", cellB: "y", differences: [null, 0.2] };
  const [one] = moderate([lone, ...pairs]);
  assert.deepEqual([one!.blocks, one!.ratio], [1, Math.exp(0.2)]);
  assert.deepEqual(intervalOf(one!, 0.95), { low: 0, high: Infinity, confidence: 0.95 });
  assert.equal(pValueOf(one!), 1);
  assert.deepEqual(moderate([lone, ...pairs]).slice(1), moderate(pairs));
  const [none] = moderate([{ ...lone, differences: [null] }]);
  assert.ok(Number.isNaN(none!.ratio) && none!.blocks === 0);
});

Deno.test("pairs that do not vary are taken as they are, and few of them do not spoil the prior", () => {
  const still = pairsOf([0, 0, 0, 0, 0.01, 0.02]);
  assert.equal(priorOf(still), null);
  const [first] = moderate(still);
  assert.ok(pValueOf(first!) < 1e-9 && intervalOf(first!, 0.95).low > 1.05);
  // One still pair counts as if it varied by a hundred-thousandth of the median variance.
  const others = [0.012, 0.01, 0.02, 0.015, 0.01, 0.02];
  const one = priorOf(pairsOf([0, ...others]))!;
  const hardly = priorOf(pairsOf([0.012 * 1e-5, ...others]))!;
  assertClose(one.uncappedDegreesOfFreedom, hardly.uncappedDegreesOfFreedom, "d0");
  assertClose(one.variance, hardly.variance, "s0²");
  const more = priorOf(pairsOf([0.012 * 5e-5, ...others]))!;
  assert.ok(more.uncappedDegreesOfFreedom > one.uncappedDegreesOfFreedom * 1.1);
});

Deno.test("what rounding leaves between equal cells that do not vary is no difference", () => {
  const odd = 0.1 + 0.2 - 0.3;
  assert.notEqual(odd, 0);
  for (const pairCount of [1, 6]) {
    const equal = Array.from({ length: pairCount }, (_, index): Pair => (
      { cellA: `a${index}`, cellB: `b${index}`, scenario: "s", differences: [odd, odd, odd] }
    ));
    assert.ok(pValueOf(moderate(equal)[0]!) > 0.9);
  }
});

Deno.test("swapping the cells of a pair mirrors its estimate", () => {
  const pairs = referencePairs(reference.complete.pairs);
  const swapped = pairs.map(({ cellA, cellB, differences, scenario }): Pair => (
    { cellA: cellB, cellB: cellA, scenario, differences: differences.map((d) => -d!) }
  ));
  const back = moderate(swapped);
  moderate(pairs).forEach((forth, index) => {
    assertClose(back[index]!.ratio, 1 / forth.ratio, "ratio");
    assertClose(intervalOf(back[index]!, 0.95).low, 1 / intervalOf(forth, 0.95).high, "low");
    assertClose(pValueOf(back[index]!), pValueOf(forth), "p-value");
  });
});

Deno.test("moderate() refuses a cell paired with itself and a difference that is no number", () => {
  const [pair] = pairsOf([0.01]);
  assert.throws(() => moderate([{ ...pair!, cellB: "a0" }]), /give its twin a name of its own/);
  assert.throws(
    () => moderate([{ ...pair!, differences: [0, -Infinity, 0] }]),
    /a0 ÷ b0: a log difference is -Infinity; give null/,
  );
});
