/**
 * Turns an experiment into a plan: every cell once a block, each block in an order of its own. Cells
 * of one scenario, which are those that are compared, follow each other: a machine that drifts within
 * a block has less time to do so between them.
 */
import { closestTo } from "../text/closest.ts";
import { orderOfBlock } from "../nouns/blocks.ts";
import { planHash, profileOf } from "../nouns/plan.ts";
import { seededRandom } from "../nouns/random.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Experiment, ProfileName } from "../nouns/experiment.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { type Catalog, catalog, whatItNeeds } from "../server/catalog.ts";
import { variantsAt } from "../server/revision.ts";
import { checkSettings } from "../server/settings.ts";
import { GauntletError } from "../system/state.ts";
import { experiment as checkExperiment } from "./experiment.ts";
import { factsOf } from "./facts.ts";

/**
 * Plans a run. Cells of variants that this machine lacks are left out and named.
 *
 * @throws GauntletError when a cell names an unknown variant, or settings or an endpoint that it has not
 */
export async function planRun(
  experiment: Experiment,
  profileName: ProfileName,
  seed = crypto.getRandomValues(new Uint32Array(1))[0]!,
  among: Catalog = catalog,
): Promise<Plan> {
  const checked = checkExperiment(experiment);
  const { profile, cells } = profileOf(checked, profileName);
  const variants = await variantsAt(cells.map(({ variant }) => variant), among);
  const needs = new Map<string, string | null>();
  for (const { variant: name, settings, scenario } of cells) {
    const variant = variants.get(name)!;
    checkSettings(variant, settings);
    if (!variant.endpoints.includes(scenario.endpoint)) {
      throw new GauntletError(
        `Cannot measure "${name}" at ${scenario.endpoint}: it does not answer it; ${
          closestTo(scenario.endpoint, variant.endpoints)
        }`,
      );
    }
    if (!needs.has(name)) needs.set(name, await whatItNeeds(variant));
  }
  const available = cells.filter((cell) => needs.get(cell.variant) === null);
  return {
    experiment: checked.name,
    question: checked.question,
    profileName,
    profile,
    seed,
    planHash: planHash(cells, profile, checked.claims),
    trials: order(available, profile.blocksMax ?? profile.blocks, seed),
    ...(checked.precision ? { precision: checked.precision } : {}),
    ...(checked.claims ? { claims: checked.claims } : {}),
    unavailable: [...needs].flatMap(([variant, what]) =>
      what === null ? [] : [{ variant, needs: what }]
    ),
    ...factsOf(cells, variants, among),
  };
}

function order(cells: Cell[], blocks: number, seed: number): PlannedTrial[] {
  const random = seededRandom(seed);
  return Array.from({ length: blocks }, (_, index) => index + 1)
    .flatMap((block) => orderOfBlock(cells, random).map((cell) => ({ block, cell })))
    .map((planned, index) => ({ trial: index + 1, ...planned }));
}
