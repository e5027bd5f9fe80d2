/** How long trials took, from the start of their server to its stop. */
import type { Run } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";

/**
 * All of a trial in s, its server's start and stop among it; of one that failed, the times of the plan.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { tookS } from "lab/analysis/tables/took.ts";
 * const run = fixtureRun();
 * const [trial] = run.trials;
 * console.log(trial!.outcome.state, tookS(run, trial!) > run.plan.profile.windowS); // completed true
 * ```
 */
export function tookS({ plan }: Pick<Run, "plan">, { outcome }: Pick<Trial, "outcome">): number {
  const { warmUpS, windowS } = plan.profile;
  return outcome.state === "completed"
    ? (outcome.warmUpS ?? warmUpS) + outcome.durationS + outcome.overheadS
    : warmUpS + windowS;
}
