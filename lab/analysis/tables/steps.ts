/** Where the time of a trial went. */
import type { Profile } from "../../nouns/experiment.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";

/** One step of a trial. */
export interface StepRow {
  step: string;
  what: string;
  /** `null`: not known, of a server that the lab did not start. */
  durationS: number | null;
}

/**
 * The steps of a trial in order, with the time that each took.
 *
 * @example
 * ```ts
 * import { completedTrials } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { stepsOf } from "lab/analysis/tables/steps.ts";
 * const run = fixtureRun();
 * console.log(stepsOf(completedTrials(run)[0]!, run.plan.profile).length); // 4
 * ```
 */
export function stepsOf({ outcome }: CompletedTrial, profile: Profile): StepRow[] {
  return [
    {
      step: "start",
      what: "a fresh server, until every worker answers and rests",
      durationS: outcome.readyS,
    },
    {
      step: "warm up",
      what: "load that is not counted, until the server rests or the bound is reached",
      // Older runs keep what was meant alone.
      durationS: outcome.warmUpS ?? profile.warmUpS,
    },
    { step: "measure", what: "load that is counted: the window", durationS: outcome.durationS },
    {
      step: "verify, stop",
      what: "the answers are checked before the load; every process is gone after it",
      durationS: Math.max(0, outcome.overheadS - (outcome.readyS ?? 0)),
    },
  ];
}
