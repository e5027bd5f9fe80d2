import assert from "node:assert/strict";
import { fixtureCells, fixtureRun } from "../analysis/fixtures.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { enough } from "./enough.ts";

const [a, b] = fixtureCells();
const clock = (elapsedS: number) => ({ elapsedS: () => elapsedS });
const firstOf = (block: number): PlannedTrial => ({ trial: 1000, block, cell: a! });

function after(
  blocks: number,
  noiseShare: number,
  plan: Partial<Plan> = {},
  profile: Partial<Plan["profile"]> = {},
) {
  const run = fixtureRun({ blocks, cells: [a!, b!], noiseShare });
  const whole: Plan = {
    ...run.plan,
    profile: { blocks: 5, blocksMax: 50, warmUpS: 1, windowS: 1, ...profile },
    precision: { pairs: [[a!, b!]], widthShare: 0.1 },
    ...plan,
  };
  return (next: PlannedTrial, elapsedS = 60) => enough(whole, run.trials, next, clock(elapsedS));
}

Deno.test("enough() stops on precision, after the least number of blocks", () => {
  assert.equal(after(5, 0.002)(firstOf(6)), "precision");
  assert.equal(after(4, 0.002)(firstOf(5)), null);
  assert.equal(after(5, 0.2)(firstOf(6)), null);
});

Deno.test("enough() never stops within a block", () => {
  assert.equal(after(6, 0.002)(firstOf(6)), null);
});

Deno.test("enough() begins no block that would likely end after the budget", () => {
  const six = after(6, 0.2, {}, { budgetMin: 10 });
  assert.equal(six(firstOf(7), 300), null);
  assert.equal(six(firstOf(7), 540), "budget");
});

Deno.test("enough() goes on to the last block where no precision is wanted", () => {
  assert.equal(after(6, 0.002, { precision: undefined })(firstOf(7)), null);
});
