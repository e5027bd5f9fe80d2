import assert from "node:assert/strict";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { Run } from "../../nouns/run.ts";
import { cellsOf } from "../tables/cells.ts";
import { compare } from "./compare.ts";
import { fixtureRun } from "../fixtures/runs.ts";
import { compareAsClaimed, goesByLooks } from "./looked.ts";

const fixed = fixtureRun({ blocks: 12, noiseShare: 0.01 });
const [over, under] = cellsOf(fixed) as [Cell, Cell];
const claims: Plan["claims"] = [{
  ...{ id: "one-gives-more", source: "gauntlet", sentence: "One gives more" },
  ...{ expects: "more", of: [over, under] },
}];
const withPlan = (plan: Partial<Plan>): Run => ({ ...fixed, plan: { ...fixed.plan, ...plan } });
const profile = (blocks: number, blocksMax?: number) => ({
  ...fixed.plan.profile,
  ...{ blocks, blocksMax },
});

Deno.test("a run goes by looks where blocks beyond the profile's were for claims of two cells", () => {
  assert.equal(goesByLooks({ profile: profile(3, 12), claims }), true);
  assert.equal(goesByLooks({ profile: profile(12), claims }), false, "decided beforehand");
  assert.equal(goesByLooks({ profile: profile(12, 12), claims }), false);
  assert.equal(goesByLooks({ profile: profile(3, 12) }), false, "ended by its precision");
  const ofQuantity = [{ ...claims[0]!, of: "how many" }];
  assert.equal(goesByLooks({ profile: profile(3, 12), claims: ofQuantity }), false);
});

Deno.test("a run of blocks that were decided beforehand is compared at 95 %, by all of them", () => {
  const run = withPlan({ profile: profile(12), claims });
  assert.deepEqual(compareAsClaimed(run, [over, under]), compare(run, over, under));
});

Deno.test("a run that went by looks is compared at the one that decided, and says so", () => {
  const run = withPlan({ profile: profile(3, 12), claims });
  const { confidence, blocks, blockRatios, reason, verdict } = compareAsClaimed(run, [over, under]);
  assert.deepEqual([verdict, confidence, blocks], ["different", 0.99, 5]);
  assert.deepEqual(blockRatios.map(({ block }) => block), [1, 2, 3, 4, 5]);
  assert.match(reason, /its 99 % interval .* This is the look after 5 blocks, one of 5 that share/);
  const [turned] = [compareAsClaimed(run, [under, over])];
  assert.ok(Math.abs(turned!.ratio * compareAsClaimed(run, [over, under]).ratio - 1) < 1e-12);
});

Deno.test("a cell that a run by looks lacks is not measured, for the reason that compare() gives", () => {
  const run = withPlan({ profile: profile(3, 12), claims });
  const absent = { ...over, settings: { ...over.settings, workers: 99 } };
  assert.deepEqual(compareAsClaimed(run, [absent, under]), compare(run, absent, under));
});
