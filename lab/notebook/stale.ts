/** Whether a run still answers what is asked now. */
import { same } from "../nouns/cell.ts";
import { planHash, profileOf } from "../nouns/plan.ts";
import type { Experiment } from "../nouns/experiment.ts";
import type { RunHeader } from "../nouns/run.ts";
import { catalog, hashOf } from "../server/catalog.ts";

/**
 * Why a run is stale, a sentence each; empty when it is not. A variant of a revision (`mine@main~1`)
 * is what its commit was, and does not change.
 *
 * @param variants those that are there now
 */
export async function staleness(
  run: Pick<RunHeader, "plan" | "variantHashes">,
  experiment: Experiment,
  { variants }: Pick<typeof catalog, "variants"> = catalog,
): Promise<string[]> {
  const reasons: string[] = [];
  const { cells, profile } = profileOf(experiment, run.plan.profileName);
  const { claims } = run.plan;
  // With the run's own claims: a run from before there were any is as fresh as its cells and times.
  if (planHash(cells, profile, claims) !== run.plan.planHash) {
    reasons.push("the experiment's cells or times have changed since");
  }
  if (claims && !same(claims, experiment.claims)) {
    reasons.push("the experiment's claims have changed since they were registered");
  }
  const changed: string[] = [];
  for (const [name, hash] of Object.entries(run.variantHashes)) {
    if (name.includes("@")) continue;
    const variant = variants.get(name);
    if (!variant) reasons.push(`the variant ${name} is no longer there`);
    else if (await hashOf(variant) !== hash) changed.push(name);
  }
  if (changed.length > 0) reasons.push(`the code of ${changed.join(", ")} has changed since`);
  return reasons;
}
