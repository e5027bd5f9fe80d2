/** How far the recording of an experiment has come: what it takes to go on with it, or that it is done. */
import { mean } from "simple-statistics";
import { completedTrials } from "../../lab/analysis/tables/cells.ts";
import { tookS } from "../../lab/analysis/tables/took.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { agendaOf } from "../../lab/run/agenda/agenda.ts";
import type { Begun, Step } from "../../lab/store/program.ts";

export type Standing =
  | { state: "new" }
  | { state: "under way"; run: Run; leftMin: number }
  | { state: "done"; run: Run }
  /** It was begun, and its run is gone. */
  | { state: "lost"; runId: string };

/**
 * Where a step stands.
 *
 * @param last the last run that was begun for it with this code
 * @param readRun `null`: it cannot be read
 */
export async function standingOf(
  step: Step,
  last: Begun | undefined,
  readRun: (runId: string) => Promise<Run | null>,
): Promise<Standing> {
  if (last === undefined) return { state: "new" };
  const run = await readRun(last.runId);
  if (run === null) return { state: "lost", runId: last.runId };
  const leftMin = step.minutes - measuredMin(run);
  const isDone = run.end !== null && (run.end.reason !== "budget" || leftMin < nextBlockMin(run));
  return isDone ? { state: "done", run } : { state: "under way", run, leftMin };
}

/**
 * How long the trials of a run took. What failed is counted with what others took: how long it took
 * itself is not known.
 */
export function measuredMin(run: Run): number {
  return meanTrialS(run) * run.trials.length / 60;
}

/** What its next block will likely take; without end where there is none. */
function nextBlockMin(run: Run): number {
  const profile = { ...run.plan.profile, budgetMin: undefined };
  const { trials } = agendaOf({ ...run.plan, profile }, run.trials, {
    elapsedS: () => 0,
    trialS: () => null,
  });
  return trials.length === 0 ? Infinity : trials.length * meanTrialS(run) / 60;
}

function meanTrialS(run: Run): number {
  const trials = completedTrials(run);
  return trials.length === 0 ? 0 : mean(trials.map((trial) => tookS(run, trial)));
}
