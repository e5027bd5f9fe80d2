import assert from "node:assert/strict";
import { mean, sampleVariance } from "simple-statistics";
import { seededRandom } from "../../nouns/random.ts";
import { simulatedPairs } from "./simulate.ts";

const AT_20 = Math.log(1.2);

function assertBetween(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value}, not ${low} to ${high}`);
}

Deno.test("simulatedPairs() errs as it says: drift is shared, noise is not, outliers are slow", () => {
  const variance = (noise: "equal" | "outliers") => {
    const random = seededRandom(3);
    const pairs = Array.from(
      { length: 200 },
      () => simulatedPairs({ blocks: 20, noise, logRatio: AT_20 }, random),
    ).flat();
    assert.ok(Math.abs(mean(pairs.flatMap(({ differences }) => differences)) - AT_20) < 0.005);
    return mean(pairs.map(({ differences }) => sampleVariance(differences)));
  };
  // Two trials of sd 0.135 apart would have 0.036; partners follow each other and share some drift.
  const own = 2 * (0.05 ** 2 + (0.1 ** 3 - 0.05 ** 3) / (3 * 0.05));
  const equal = variance("equal");
  assertBetween(equal, own + 0.002, own + 0.01, "variance of a difference");
  // A trial in twenty at half speed adds 2 × 0.05 × 0.95 × (ln 2)².
  assertBetween(variance("outliers") - equal, 0.0456 * 0.9, 0.0456 * 1.1, "added by outliers");
});

Deno.test("simulatedPairs() compares the cells of a scenario, and no others", () => {
  const pairs = simulatedPairs({ blocks: 3, scenarios: 2, cells: 3 }, seededRandom(1));
  assert.deepEqual(
    pairs.map(({ cellA, cellB, scenario }) => `${scenario}: ${cellA}, ${cellB}`),
    [[0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5]].map(([a, b]) =>
      `scenario ${a! < 3 ? 0 : 1}: cell ${a}, cell ${b}`
    ),
  );
  const [ab, ac, bc] = pairs;
  ab!.differences.forEach((difference, block) => {
    const round = ac!.differences[block]! - bc!.differences[block]!;
    assert.ok(Math.abs(difference - round) < 1e-12);
  });
});

Deno.test("simulatedPairs() makes the same run for the same seed, whatever the ratio", () => {
  const run = (logRatio: number, seed: number) =>
    simulatedPairs({ blocks: 4, noise: "spread", logRatio }, seededRandom(seed));
  assert.deepEqual(run(0, 1), run(0, 1));
  assert.notDeepEqual(run(0, 1), run(0, 2));
  run(AT_20, 1).forEach(({ differences }, index) =>
    differences.forEach((difference, block) => {
      const without = run(0, 1)[index]!.differences[block]!;
      assert.ok(Math.abs(difference - without - AT_20) < 1e-12);
    })
  );
});

Deno.test("simulatedPairs() drifts as it is told: not at all, three times as much, or one way", () => {
  const variance = (drift: "usual" | "none" | "strong" | "trend") => {
    const random = seededRandom(5);
    const pairs = Array.from({ length: 200 }, () => simulatedPairs({ blocks: 20, drift }, random))
      .flat();
    return mean(pairs.map(({ differences }) => sampleVariance(differences)));
  };
  const own = 2 * (0.05 ** 2 + (0.1 ** 3 - 0.05 ** 3) / (3 * 0.05));
  const [none, usual, strong, trend] = (["none", "usual", "strong", "trend"] as const).map(
    variance,
  );
  assertBetween(none!, own * 0.95, own * 1.05, "without drift");
  // Drift is what is left, and grows with its square.
  assertBetween((strong! - none!) / (usual! - none!), 8, 10, "three times as much");
  // Partners follow each other, so that a trend of 0.005 a trial adds 0.005 squared.
  assertBetween(trend! - usual!, 0, 0.0005, "a trend");
});
