import assert from "node:assert/strict";
import { fixtureCells, fixtureRun } from "../../analysis/fixtures/runs.ts";
import type { Plan } from "../../nouns/plan.ts";
import { enough, type NextBlock } from "./enough.ts";
import type { ClaimStanding } from "./wanted.ts";

const [a, b] = fixtureCells();
/** Two trials a block. */
const clock = (elapsedS: number, blocks: number) => (
  { elapsedS: () => elapsedS, trialS: () => elapsedS / (2 * blocks) }
);
const firstOf = (block: number, claims: ClaimStanding[] = []): NextBlock => {
  const trials = [a!, b!].map((cell, index) => ({ trial: 1000 + index, block, cell }));
  return { block, trials, claims };
};

function after(
  blocks: number,
  noiseShare: number,
  plan: Partial<Plan> = {},
  profile: Partial<Plan["profile"]> = {},
) {
  const run = fixtureRun({ blocks, cells: [a!, b!], noiseShare });
  const whole: Plan = {
    ...run.plan,
    profile: { blocks: 5, blocksMax: 50, warmUpS: 1, windowS: 5, ...profile },
    precision: { pairs: [[a!, b!]], widthShare: 0.1 },
    ...plan,
  };
  return (next: NextBlock, elapsedS = 60) =>
    enough(whole, run.trials, next, clock(elapsedS, blocks));
}

Deno.test("enough() stops on precision, after the least number of blocks", () => {
  assert.equal(after(5, 0.002)(firstOf(6)), "precision");
  assert.equal(after(4, 0.002)(firstOf(5)), null);
  assert.equal(after(5, 0.2)(firstOf(6)), null);
});

Deno.test("enough() begins no block that would likely end after the budget", () => {
  const six = after(6, 0.2, {}, { budgetMin: 10 });
  assert.equal(six(firstOf(7), 300), null);
  assert.equal(six(firstOf(7), 540), "budget");
});

Deno.test("enough() goes on to the last block where no precision is wanted", () => {
  assert.equal(after(6, 0.002, { precision: undefined })(firstOf(7)), null);
});

Deno.test("enough() leaves it to the claims where there are any, once all cells have their blocks", () => {
  const standing = (open: boolean) => [{ over: a!, under: b!, standing: null, open }];
  assert.equal(after(5, 0.002)(firstOf(6, standing(true))), null);
  assert.equal(after(5, 0.2)(firstOf(6, standing(false))), "decided");
  assert.equal(after(4, 0.2)(firstOf(5, standing(false))), null);
});

Deno.test("enough() ends with the last block that is planned, and begins the first of a part", () => {
  assert.equal(after(6, 0.2)({ ...firstOf(7), trials: [] }), "blocks");
  const started = { elapsedS: () => 0, trialS: () => null };
  const run = fixtureRun({ blocks: 6, cells: [a!, b!] });
  const plan = { ...run.plan, profile: { ...run.plan.profile, budgetMin: 0.01 } };
  assert.equal(enough(plan, run.trials, firstOf(7), started), null);
});
