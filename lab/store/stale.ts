/** Whether a run still answers what is asked now. */
import { planHash, profileOf } from "../nouns/plan.ts";
import type { Experiment, RunHeader } from "../nouns/types.ts";
import { hashOf } from "../server/catalog.ts";
import { variantAt } from "../server/revision.ts";

/** Why a run is stale, a sentence each; empty when it is not. */
export async function staleness(run: RunHeader, experiment: Experiment): Promise<string[]> {
  const reasons: string[] = [];
  const { cells, profile } = profileOf(experiment, run.plan.profileName);
  if (planHash(cells, profile) !== run.plan.planHash) {
    reasons.push("the experiment's cells or times have changed since");
  }
  const variants = await findVariants();
  const changed: string[] = [];
  for (const [name, hash] of Object.entries(run.variantHashes)) {
    const variant = knownVariant(variants, name);
    if (!variant) reasons.push(`the variant ${name} is no longer there`);
    else if (await hashOf(variant) !== hash) changed.push(name);
  }
  if (changed.length > 0) reasons.push(`the code of ${changed.join(", ")} has changed since`);
  return reasons;
}
