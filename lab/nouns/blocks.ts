/** The blocks of a plan: in which order a block measures, and as many of them as somebody asks for. */
import { scenarioKey } from "./cell.ts";
import { seededRandom, shuffled } from "./random.ts";
import type { Cell } from "./cell.ts";
import type { Plan } from "./plan.ts";

/** How far a run may go, whatever its experiment says. */
export interface Limits {
  /** Passes over all cells, before blocks are for claims. Default: the profile's. */
  blocks?: number;
  /** No block is begun beyond this one. */
  blocksMax: number;
  /** Nor one that would likely end later than this; `null`: time does not matter. */
  budgetMin: number | null;
}

/** The cells in a random order, those of a scenario one behind the other. */
export function orderOfBlock(cells: readonly Cell[], random: () => number): Cell[] {
  const scenarios = [...Map.groupBy(cells, ({ scenario }) => scenarioKey(scenario)).values()];
  return shuffled(scenarios, random).flatMap((alike) => shuffled(alike, random));
}

/**
 * A plan that goes so far. Its hash stays: the work is the same, and so is what would be enough of it;
 * how far a reader lets it go makes the answer better or worse, and no other one.
 *
 * A block that the plan does not have yet takes its order from the seed and its number alone, so it is
 * the same whoever asks for it, and when.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { limitedTo } from "lab/nouns/blocks.ts";
 * const { plan } = fixtureRun({ blocks: 3 });
 * const longer = limitedTo(plan, { blocksMax: 6, budgetMin: null });
 * console.log(longer.trials.length / plan.trials.length); // 2
 * ```
 */
export function limitedTo(plan: Plan, { blocks, blocksMax, budgetMin }: Limits): Plan {
  const { budgetMin: _before, ...profile } = plan.profile;
  if (blocks !== undefined) profile.blocks = blocks;
  const cells = plan.trials.filter(({ block }) => block === 1).map(({ cell }) => cell);
  const planned = Math.max(0, ...plan.trials.map(({ block }) => block));
  const further = Array.from({ length: Math.max(0, blocksMax - planned) }, (_, index) => {
    const block = planned + index + 1;
    const order = orderOfBlock(cells, seededRandom(plan.seed + block));
    return order.map((cell, place) => (
      { trial: (block - 1) * cells.length + place + 1, block, cell }
    ));
  });
  return {
    ...plan,
    profile: { ...profile, blocksMax, ...(budgetMin === null ? {} : { budgetMin }) },
    trials: [...plan.trials.filter(({ block }) => block <= blocksMax), ...further.flat()],
  };
}
