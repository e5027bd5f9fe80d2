import assert from "node:assert/strict";
import { seededRandom } from "../../nouns/random.ts";
import type { Expectation } from "../../nouns/said.ts";
import { judge as judgeClaim } from "../claims/claim.ts";
import { standings } from "./looks.ts";
import { isDecided } from "./outlook.ts";
import { simulatedPairs } from "./simulate.ts";

const EXPECTATIONS: Expectation[] = ["more", "less", "same", { atLeast: 1.1 }, { atMost: 0.95 }];
const simulated = (seed: number, logRatio: number, expects?: Expectation) =>
  simulatedPairs({ blocks: 80, noise: "spread", logRatio }, seededRandom(seed))
    .map((pair) => ({ ...pair, expects }));
const upTo = (pairs: ReturnType<typeof simulated>, blocks: number) =>
  pairs.map((pair) => ({ ...pair, differences: pair.differences.slice(0, blocks) }));

Deno.test("a pair is decided when its claim holds or fails, and not before", () => {
  let decided = 0;
  for (const [seed, logRatio] of [[1, 0], [2, 0.1], [3, 0.2], [4, -0.1]] as const) {
    for (const blocks of [5, 20]) {
      for (const { judgement } of standings(upTo(simulated(seed, logRatio), blocks))) {
        if (judgement.verdict === "not measured") continue;
        const { ratio, interval, deltaShare, verdict, sentence: reason } = judgement;
        const withinDelta = verdict === "equivalent" ||
          (verdict === "different" && judgement.withinDelta);
        for (const expects of EXPECTATIONS) {
          const evidence = { ...interval, ratio, deltaShare, verdict, reason, withinDelta };
          const claim = judgeClaim(evidence, expects).verdict;
          assert.equal(isDecided(judgement, expects), claim === "holds" || claim === "fails");
          if (isDecided(judgement, expects)) decided++;
        }
      }
    }
  }
  assert.ok(decided > 50);
});

for (const expects of ["same", { atLeast: 1.1 }] as Expectation[]) {
  Deno.test(`the blocks that an open pair needs decide a claim of ${JSON.stringify(expects)} about four times in five`, () => {
    let promised = 0, kept = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const pairs = simulated(seed, [0, 0.05, 0.2, 0.3][seed % 4]!, expects);
      const end = standings(pairs);
      standings(upTo(pairs, 10)).forEach(({ decided, moreBlocks }, index) => {
        if (decided || moreBlocks === null) return;
        promised++;
        if (end[index]!.decided && end[index]!.look <= 10 + moreBlocks) kept++;
      });
    }
    assert.ok(promised > 60 && kept / promised > 0.72, `${kept}/${promised}`);
  });
}
