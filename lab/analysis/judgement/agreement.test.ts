/** How often machines that agree are said not to, on runs that are made up, and the other way round. */
import assert from "node:assert/strict";
import { seededRandom } from "../../nouns/random.ts";
import { agreementOf, DISAGREE_ALPHA } from "./agreement.ts";
import { moderate } from "./moderated.ts";
import { simulatedPairs, type SimulatedRun } from "./simulate.ts";

const RUNS = 120;

/**
 * The share of pairs that are said to differ between machines. Each machine has a noise and a drift of
 * its own (`simulate.ts`).
 *
 * @param machines the blocks of each, and the logarithm of the ratio that it truly has
 */
function disagreeing(
  machines: readonly (readonly [blocks: number, logRatio: number])[],
  noise: SimulatedRun["noise"],
): number {
  const random = seededRandom(11);
  let count = 0, pairs = 0;
  for (let run = 0; run < RUNS; run++) {
    const estimates = machines.map(([blocks, logRatio]) =>
      moderate(simulatedPairs({ blocks, logRatio, noise }, random))
    );
    for (const index of estimates[0]!.keys()) {
      const { pValue } = agreementOf(estimates.map((ofMachine) => ofMachine[index]!))!;
      if (pValue < DISAGREE_ALPHA) count++;
      pairs++;
    }
  }
  return count / pairs;
}

const same = (...blocks: number[]) => blocks.map((count) => [count, 0.1] as const);

for (const noise of ["equal", "spread", "few", "outliers"] as const) {
  Deno.test(`machines that agree are said not to in 1.5–7.5 of 100, noise ${noise}`, () => {
    for (const machines of [[3, 3], [3, 12], [5, 5], [3, 5, 9], [3, 3, 3, 3]]) {
      const share = disagreeing(same(...machines), noise);
      assert.ok(share > 0.015 && share < 0.075, `${machines}: ${share}`);
    }
  });
}

Deno.test("two machines that see 20 % apart are found out mostly after ten blocks each", () => {
  const share = disagreeing([[10, 0], [10, Math.log(1.2)]], "equal");
  assert.ok(share > 0.6, String(share));
  assert.ok(disagreeing([[20, 0], [20, Math.log(1.2)]], "equal") > share);
});

Deno.test("I² is nothing where machines differ less than chance would have it, and nears 1 beyond", () => {
  const [base] = moderate([{
    ...{ cellA: "alpha", cellB: "beta", scenario: "item" },
    differences: [0.1, 0.12, 0.09, 0.11],
  }]);
  const moved = (by: number) => ({ ...base!, logMean: base!.logMean + by });
  assert.equal(agreementOf([base!, base!])!.inconsistency, 0);
  assert.equal(agreementOf([base!, base!])!.pValue, 1);
  assert.ok(agreementOf([base!, moved(1)])!.inconsistency > 0.99);
});

Deno.test("of machines with one block each nothing is said", () => {
  const [one] = moderate([{ cellA: "a", cellB: "b", scenario: "item", differences: [0.1] }]);
  assert.equal(agreementOf([one!, one!]), null);
});
