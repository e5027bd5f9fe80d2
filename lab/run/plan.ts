/**
 * Turns an experiment into a plan: every cell once a block, each block in an order of its own. Cells
 * of one scenario, which are those that are compared, follow each other: a machine that drifts within
 * a block has less time to do so between them.
 */
import { seededRandom } from "../nouns/random.ts";
import type { Cell, Experiment, Plan, PlannedTrial, ProfileName } from "../nouns/types.ts";
import { experiment as checkExperiment, planHash, profileOf } from "./experiment.ts";
import { GauntletError } from "../system/state.ts";
import { checkDuet } from "./duet.ts";
import { checkSettings, findVariants, variantNamed, whatItNeeds } from "../server/variants.ts";

/**
 * Plans a run. Cells of variants that this machine lacks are left out and named.
 *
 * @throws GauntletError when a cell names an unknown variant or settings that it cannot take
 */
export async function planRun(
  experiment: Experiment,
  profileName: ProfileName,
  seed = crypto.getRandomValues(new Uint32Array(1))[0]!,
): Promise<Plan> {
  const checked = checkExperiment(experiment);
  const { profile, cells } = profileOf(checked, profileName);
  checkDuet(checked.name, cells, profile);
  const variants = await findVariants();
  const needs = new Map<string, string | null>();
  for (const { variant: name, settings, scenario } of cells) {
    const variant = variantNamed(variants, name);
    checkSettings(variant, settings);
    if (!variant.endpoints.includes(scenario.endpoint)) {
      throw new GauntletError(
        `Cannot measure "${name}" at ${scenario.endpoint}: it answers ${
          variant.endpoints.join(", ")
        }; choose one of them`,
      );
    }
    needs.set(name, await whatItNeeds(variant));
  }
  const available = cells.filter((cell) => needs.get(cell.variant) === null);
  return {
    experiment: checked.name,
    question: checked.question,
    profileName,
    profile,
    seed,
    planHash: planHash(cells, profile),
    trials: order(
      // A duet of one is none.
      profile.duet && available.length < cells.length ? [] : available,
      profile.blocksMax ?? profile.blocks,
      seed,
    ),
    ...(checked.precision ? { precision: checked.precision } : {}),
    unavailable: [...needs].flatMap(([variant, what]) =>
      what === null ? [] : [{ variant, needs: what }]
    ),
  };
}

function order(cells: Cell[], blocks: number, seed: number): PlannedTrial[] {
  const random = seededRandom(seed);
  const scenarios = [...Map.groupBy(cells, ({ scenario }) => JSON.stringify(scenario)).values()];
  const onePass = () => shuffled(scenarios, random).flatMap((alike) => shuffled(alike, random));
  return Array.from({ length: blocks }, (_, index) => index + 1)
    .flatMap((block) => onePass().map((cell) => ({ block, cell })))
    .map((planned, index) => ({ trial: index + 1, ...planned }));
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [result[last], result[chosen]] = [result[chosen]!, result[last]!];
  }
  return result;
}
