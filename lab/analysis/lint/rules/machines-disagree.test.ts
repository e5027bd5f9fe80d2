import assert from "node:assert/strict";
import { BETA, changedRun, GAMMA, inComparison, inRun, ofFleet } from "../testing.ts";

Deno.test("machines-disagree tells a ratio that is another on another machine, and no other", () => {
  const apart = changedRun({
    "gamma-sync": {
      outcome: ({ block, outcome }) => ({
        throughputRps: outcome.throughputRps * (block % 2 === 0 ? 1.5 : 1),
      }),
    },
  }, 8);
  const [found] = inComparison("machines-disagree", ofFleet({}, apart));
  assert.match(
    found!.sentence,
    /^By machine: 1\.0\d on synthetic .* 1\.\d+ on other .*They do not agree/,
  );
  assert.deepEqual(inComparison("machines-disagree", ofFleet({}, changedRun({}, 8))), []);
  assert.deepEqual(inComparison("machines-disagree", apart), []);
  const claims = [{
    ...{ id: "gamma-wins", source: "gauntlet", sentence: "Gamma wins", expects: "more" as const },
    of: [GAMMA, BETA] as [typeof GAMMA, typeof BETA],
  }];
  const claimed = { ...apart, plan: { ...apart.plan, claims } };
  assert.match(
    inRun("machines-disagree", ofFleet({}, claimed))[0]!.sentence,
    /against .*do not agree/,
  );
});
