import assert from "node:assert/strict";
import fc from "fast-check";
import { planHash } from "../nouns/plan.ts";
import { seededRandom, shuffled } from "../nouns/random.ts";
import type { Experiment, ProfileName } from "../nouns/experiment.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import { shop } from "../testing/project.ts";
import { variantIn } from "../testing/variants.ts";
import { experiment } from "./experiment.ts";
import { type Grid, grid as gridAmong } from "./grid.ts";
import { planRun as planAmong } from "./plan.ts";

/** The shop, with a server in it that has threads and one that this machine lacks something of. */
const among = {
  ...shop,
  variants: new Map([
    ...shop.variants,
    ...[
      variantIn("/", { name: "threaded", threaded: true }),
      variantIn("/", { name: "lacking", needs: ["no-such-program"] }),
    ].map((variant) => [variant.name, variant] as const),
  ]),
};
const grid = (given: Grid) => gridAmong(given, among);
const planRun = (given: Experiment, profile: ProfileName, seed = 1) =>
  planAmong(given, profile, seed, among);

const small = experiment({
  name: "small",
  question: "Does a second worker help?",
  cells: grid({ variants: ["shop-deno"], workers: [1, 2, 3] }),
  quick: { blocks: 2, warmUpS: 1, windowS: 2 },
  full: { blocks: 4, warmUpS: 2, windowS: 5 },
});

Deno.test("planRun() has every cell once in every block, numbered through", async () => {
  const plan = await planRun(small, "full", 7);
  assert.deepEqual(
    plan.trials.map(({ trial }) => trial),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  for (const block of [1, 2, 3, 4]) {
    const workers = plan.trials.filter((t) => t.block === block).map((t) =>
      t.cell.settings.workers
    );
    assert.deepEqual(workers.sort(), [1, 2, 3]);
  }
});

Deno.test("planRun() gives the same order for the same seed and another for another", async () => {
  const order = async (seed: number) =>
    (await planRun(small, "full", seed)).trials.map(({ cell }) => cell.settings.workers).join("");
  assert.equal(await order(7), await order(7));
  assert.notEqual(await order(7), await order(8));
});

Deno.test("planRun() keeps the cells of a scenario together, the scenarios in an order by lot", async () => {
  const cells = [100, 2_000, 30].flatMap((size) =>
    grid({ variants: ["shop-deno"], workers: [1, 2, 3], size })
  );
  const { trials } = await planRun({ ...small, cells }, "full", 7);
  const orders = [1, 2, 3, 4].map((block) => {
    const sizes = trials.filter((trial) => trial.block === block)
      .map(({ cell }) => cell.scenario.size);
    const changes = sizes.filter((size, place) => size !== sizes[place - 1]);
    assert.equal(changes.length, 3, sizes.join(" "));
    return changes.join(" ");
  });
  assert.ok(new Set(orders).size > 1, orders.join(", "));
});

Deno.test("planRun() names an unknown variant and what was meant", async () => {
  const [cell] = small.cells;
  const wrong = { ...small, cells: [{ ...cell!, variant: "shop-dneo" }] };
  await assert.rejects(
    planRun(wrong, "full"),
    /Cannot find the variant "shop-dneo": did you mean "shop-deno"\?$/,
  );
});

Deno.test("planRun() refuses settings that a variant does not have, and an endpoint", async () => {
  const [cell] = small.cells;
  const withCell = (given: Partial<typeof cell & object>) => ({
    ...small,
    cells: [{ ...cell!, ...given }],
  });
  const settings = { workers: 1, threads: 5, poolMin: 1, poolMax: 3 };
  await assert.rejects(
    planRun(withCell({ settings }), "full"),
    /threads is 5, and it has none to set; leave threads out/,
  );
  await assert.rejects(
    planRun(withCell({ variant: "threaded", settings: { ...settings, threads: null } }), "full"),
    /threads is null; set a number/,
  );
  await assert.rejects(
    planRun(withCell({ settings: { ...settings, threads: null, poolMin: 9 } }), "full"),
    /minimum 9 is above the maximum 3/,
  );
  await assert.rejects(
    planRun(withCell({ scenario: { ...cell!.scenario, endpoint: "itme" } }), "full"),
    /Cannot measure "shop-deno" at itme: it does not answer it; did you mean "item"\?$/,
  );
});

Deno.test("planRun() leaves out what this machine cannot run, and says what it needs", async () => {
  const cells = [
    ...small.cells,
    ...grid({ variants: ["lacking"], endpoint: "page", workers: [1, 2] }),
  ];
  const plan = await planRun({ ...small, cells }, "quick");
  assert.deepEqual(plan.unavailable, [
    { variant: "lacking", needs: "no-such-program on PATH; install it" },
  ]);
  assert.deepEqual(new Set(plan.trials.map(({ cell }) => cell.variant)), new Set(["shop-deno"]));
  assert.deepEqual(Object.keys(plan.variants), ["shop-deno", "lacking"]);
});

Deno.test("planRun() has trials up to the most blocks, and what is known of what they ask", async () => {
  const plan = await planRun({ ...small, quick: { ...small.quick, blocksMax: 5 } }, "quick");
  assert.equal(plan.trials.length, 3 * 5);
  assert.deepEqual(plan.endpoints.map(({ endpoint }) => endpoint), ["item"]);
  assert.equal(plan.workloads.shop!.unit, "items");
});

Deno.test("planRun() registers the claims, and its hash covers them", async () => {
  const [over, under] = small.cells;
  const claims: RegisteredClaim[] = [{
    id: "a-second-worker-helps",
    source: "gauntlet",
    sentence: "A second worker gives more",
    expects: "more",
    of: [under!, over!],
    headline: true,
  }];
  const plan = await planRun({ ...small, claims }, "quick");
  assert.deepEqual(plan.claims, claims);
  assert.deepEqual(
    new Set(plan.trials.map(({ cell }) => cell.settings.workers)),
    new Set([1, 2]),
    "the quick profile measures what the headline is of",
  );
  assert.equal(plan.planHash, planHash([over!, under!], small.quick, claims));
  assert.equal((await planRun(small, "quick")).claims, undefined);
});

Deno.test("experiment() names the field that is wrong", () => {
  const wrong = { ...small, full: { ...small.full, blocks: 0 } };
  assert.throws(
    () => experiment(wrong),
    /Cannot use the experiment "small": full\.blocks is 0; give at least 1/,
  );
});

Deno.test("planHash() changes with a cell and with the profile, and with nothing else", () => {
  const { cells, full: profile } = small;
  assert.equal(planHash(cells, profile), planHash(structuredClone(cells), { ...profile }));
  assert.notEqual(planHash(cells, profile), planHash(cells.slice(1), profile));
  assert.notEqual(planHash(cells, profile), planHash(cells, { ...profile, windowS: 6 }));
});

Deno.test("shuffled() loses nothing and changes nothing", () => {
  fc.assert(fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
    const before = [...items];
    const result = shuffled(items, seededRandom(seed));
    assert.deepEqual(items, before);
    assert.deepEqual(result.sort((a, b) => a - b), before.sort((a, b) => a - b));
  }));
});
