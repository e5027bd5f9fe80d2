import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../nouns/random.ts";
import { experiment, grid, planHash } from "./experiment.ts";
import { planRun, shuffled } from "./plan.ts";

const small = experiment({
  name: "small",
  question: "Does a second worker help?",
  cells: grid({ variants: ["deno-postgresjs"], workers: [1, 2, 3] }),
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
  const cells = ([1_000, 10_000, 100_000] as const).flatMap((rows) =>
    grid({ variants: ["deno-postgresjs"], workers: [1, 2, 3], rows })
  );
  const { trials } = await planRun({ ...small, cells }, "full", 7);
  const orders = [1, 2, 3, 4].map((block) => {
    const rows = trials.filter((trial) => trial.block === block)
      .map(({ cell }) => cell.scenario.rows);
    const changes = rows.filter((row, place) => row !== rows[place - 1]);
    assert.equal(changes.length, 3, rows.join(" "));
    return changes.join(" ");
  });
  assert.ok(new Set(orders).size > 1, orders.join(", "));
});

Deno.test("planRun() names an unknown variant and those there are", async () => {
  const wrong = { ...small, cells: grid({ variants: ["rails"], workers: [1] }) };
  await assert.rejects(
    planRun(wrong, "full"),
    /Cannot find the variant "rails": there are .*deno-postgresjs/,
  );
});

Deno.test("planRun() refuses settings that a variant does not have", async () => {
  const threads = {
    ...small,
    cells: grid({ variants: ["deno-postgresjs"], workers: [1], threads: [5] }),
  };
  await assert.rejects(
    planRun(threads, "full"),
    /threads is 5, and it has none to set; set threads to null/,
  );
  const none = { ...small, cells: grid({ variants: ["flask-sqlalchemy"], workers: [1] }) };
  await assert.rejects(planRun(none, "full"), /threads is null; set a number/);
  const pool = {
    ...small,
    cells: grid({ variants: ["deno-postgresjs"], workers: [1], pool: { poolMin: 9, poolMax: 3 } }),
  };
  await assert.rejects(planRun(pool, "full"), /minimum 9 is above the maximum 3/);
});

Deno.test("experiment() names the field that is wrong", () => {
  const wrong = { ...small, full: { ...small.full, blocks: 0 } };
  assert.throws(() => experiment(wrong), /Cannot use the experiment "small": full\.blocks: /);
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
