import assert from "node:assert/strict";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { limitedTo } from "./blocks.ts";

const { plan } = fixtureRun({ blocks: 3 });

Deno.test("limitedTo() adds blocks that are the same whether they are added at once or in turn", () => {
  const six = limitedTo(plan, { blocksMax: 6, budgetMin: null });
  assert.deepEqual(six.trials.slice(0, plan.trials.length), plan.trials);
  assert.deepEqual(six.trials.map(({ trial }) => trial), six.trials.map((_, index) => index + 1));
  const four = limitedTo(plan, { blocksMax: 4, budgetMin: 5 });
  assert.equal(four.profile.budgetMin, 5);
  assert.deepEqual(limitedTo(four, { blocksMax: 6, budgetMin: null }), six);
});

Deno.test("limitedTo() takes blocks away, and changes neither hash nor seed", () => {
  const one = limitedTo(plan, { blocksMax: 1, budgetMin: null });
  assert.equal(one.trials.length, plan.trials.length / 3);
  assert.deepEqual([one.planHash, one.seed], [plan.planHash, plan.seed]);
  assert.equal(one.profile.blocks, plan.profile.blocks);
});
