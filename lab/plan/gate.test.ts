import assert from "node:assert/strict";
import { cellKey } from "../nouns/cell.ts";
import { shop } from "../testing/project.ts";
import { experiment } from "./experiment.ts";
import { expectationOf } from "./expectation.ts";
import { checkSides, gatedPlan, gatePlan, isOfGate } from "./gate.ts";
import { grid } from "./grid.ts";
import { planRun } from "./plan.ts";

const options = { seed: 1, among: shop };
const expected = (...texts: string[]) => texts.map(expectationOf);
const whole = experiment({
  name: "sizes",
  question: "Do workers help?",
  cells: [
    ...grid({ variants: ["shop-deno"], workers: [1, 2], connections: 8 }, shop),
    ...grid({ variants: ["shop-deno"], workers: [2], connections: 16 }, shop),
  ],
});

Deno.test("a gate measures its two sides in the usual scenario of their workload, registered as claims", async () => {
  const plan = await gatePlan(
    expected("shop-deno 2 workers ≥ 1.2 × shop-deno", "shop-deno within 5% of shop-deno"),
    options,
  );
  assert.equal(plan.experiment, "gate");
  const firstBlock = plan.trials.filter(({ block }) => block === 1).map(({ cell }) => cell);
  assert.deepEqual(firstBlock.map(({ settings }) => settings.workers).sort(), [1, 1, 2]);
  assert.deepEqual(plan.claims!.map(({ id, expects, deltaShare }) => [id, expects, deltaShare]), [
    ["expect-1", { atLeast: 1.2 }, undefined],
    ["expect-2", "same", 0.05],
  ]);
  assert.ok(plan.claims!.every(isOfGate));
});

Deno.test("what an experiment measures already is expected of it, and its work stays the same", async () => {
  const pair = expected("shop-deno 2 workers ≥ shop-deno 1 worker");
  const plan = await gatedPlan(whole, "full", pair, options);
  const before = await planRun(whole, "full", 1, shop);
  assert.deepEqual([plan.experiment, plan.planHash], ["sizes", before.planHash]);
  const [over, under] = plan.claims![0]!.of as [typeof whole.cells[0], typeof whole.cells[0]];
  assert.deepEqual([over.settings.workers, under.settings.workers], [2, 1]);
  assert.deepEqual(over.scenario, under.scenario, "compared where all else is alike");
});

Deno.test("a side that an experiment has not is measured beside the others, as an experiment of its own", async () => {
  const pair = expected("shop-deno 3 workers ≥ 0.9 x shop-deno 1 worker");
  const plan = await gatedPlan(whole, "full", pair, options);
  assert.equal(plan.experiment, "sizes-gate");
  const keys = new Set(plan.trials.map(({ cell }) => cellKey(cell)));
  assert.equal(keys.size, whole.cells.length + 1);
  const [over, under] = plan.claims![0]!.of as [typeof whole.cells[0], typeof whole.cells[0]];
  assert.equal(over.settings.workers, 3);
  assert.deepEqual(over.scenario, under.scenario);
});

Deno.test("a side that is several cells, or none, is told", async () => {
  await assert.rejects(
    gatedPlan(whole, "full", expected("shop-deno ≥ shop-deno 2 workers"), options),
    /^GauntletError: Cannot expect "shop-deno ≥ shop-deno 2 workers" of the experiment "sizes": these are several pairs of its cells: shop-deno 2 workers.*; name workers and threads/,
  );
  await assert.rejects(
    gatedPlan(whole, "full", expected("shop-ceiling ≥ shop-ceiling"), options),
    /it has neither side; it measures shop-deno$/,
  );
  assert.throws(() => checkSides(expected("shop-den ≥ shop-deno"), shop), {
    message: 'Cannot find the variant "shop-den": did you mean "shop-deno"?',
  });
});
