/** Which run a notebook shows. */
import { GauntletError } from "../system/state.ts";
import type { Experiment } from "../nouns/experiment.ts";
import type { Run } from "../nouns/run.ts";
import { closestTo } from "../text/closest.ts";
import { isThere } from "./files.ts";
import { experimentIn, runFile } from "./folder.ts";
import { isComplete, listRuns, readableRuns, readRun, warnOfBroken } from "./read.ts";
import { recordedBeside, recordedRuns } from "./recorded.ts";

/**
 * `GAUNTLET_RUNS=recorded` keeps to the recorded runs, for the report that goes with the project. An
 * experiment that has none yet is shown from the runs that there are.
 */
export const recordedOnly = (): boolean => Deno.env.get("GAUNTLET_RUNS") === "recorded";

/** The environment variable that names a run: its experiment is shown from it, others as ever. */
export const RUN_VARIABLE = "GAUNTLET_RUN";

/** Whether a program with these variables shows recorded runs and no other: the same on every day. */
export const showsRecordedAlone = (env: Record<string, string> = {}): boolean =>
  env.GAUNTLET_RUNS === "recorded" && !env[RUN_VARIABLE];

/** The run that was asked for by name, where it is one of this experiment. */
async function askedFor(experiment: string): Promise<Run | null> {
  const runId = Deno.env.get(RUN_VARIABLE);
  if (!runId) return null;
  const run = await readRun(runId);
  return run.plan.experiment === experiment ? run : null;
}

/** The runs that others measured, with at least one completed trial. */
export async function strangersRuns(): Promise<Run[]> {
  const ids = (await listRuns()).filter((id) => isThere(runFile(id, "origin.json")));
  const { runs, broken } = await readableRuns(ids);
  warnOfBroken(broken);
  return runs.filter(({ trials }) => trials.some(({ outcome }) => outcome.state === "completed"));
}

/** Below all others. */
const STRANGERS = -2;

/** Of what there are runs: by their ids, whose ends are a date and a few letters. */
async function measuredNames(): Promise<string[]> {
  const ofIds = (await listRuns()).map((id) => experimentIn(id) ?? "");
  return [...new Set([...Object.keys(await recordedRuns()), ...ofIds])].filter(Boolean);
}

/** What was likely meant, where a name is close to one of them. */
function nearTo(name: string, known: readonly string[]): string | null {
  const remedy = closestTo(name, known);
  return remedy.startsWith("did you mean") ? remedy : null;
}

/**
 * The newest run of an experiment: one measured on this machine before a recorded one, a complete
 * one before one that was stopped, and one of which no trial completed only where there is no other. One
 * that a stranger measured is shown where nothing else is. A
 * run that cannot be read is left out with a warning, unless there is no other.
 *
 * @throws GauntletError when there is none yet
 */
export async function newestRun(
  experiment: Pick<Experiment, "name">,
  machineId: string,
): Promise<Run> {
  const asked = await askedFor(experiment.name);
  if (asked !== null) return asked;
  const recorded = (await recordedRuns())[experiment.name];
  // A recording that is kept beside the one that is shown is asked for by its id.
  const beside = await recordedBeside(experiment.name);
  const ids = recordedOnly() && recorded
    ? []
    : (await listRuns()).filter((id) => !beside.includes(id));
  const candidates = new Set(ids.filter((id) => id.includes(`-${experiment.name}-`)));
  if (recorded) candidates.add(recorded);
  const { runs: read, broken } = await readableRuns([...candidates]);
  const runs = read.filter((run) =>
    run.plan.experiment === experiment.name && run.trials.length > 0
  );
  const best =
    runs.toSorted((a, b) => rank(b) - rank(a) || (a.startedAt < b.startedAt ? 1 : -1))[0];
  if (best) {
    warnOfBroken(broken);
    return best;
  }
  if (broken.length > 0) throw broken[0];
  const near = nearTo(experiment.name, await measuredNames());
  throw new GauntletError(
    `Cannot show the experiment "${experiment.name}": no run of it is in data/runs; ` +
      (near ?? `measure one with "deno task run ${experiment.name}", or pass { measure: true }`),
  );

  function rank(run: Run): number {
    // A stranger's stands in nobody's place, whatever machine it says it is of.
    if (run.origin) return STRANGERS;
    // Without a completed trial there is nothing to show.
    if (!run.trials.some(({ outcome }) => outcome.state === "completed")) return -1;
    const here = run.environment.machineId === machineId ? 2 : 0;
    // A part that was stopped takes nothing from a run that had come to its end before.
    const endedOnce = isComplete(run) || run.parts?.some(({ earlierEnd }) => earlierEnd !== null);
    return here + (endedOnce ? 1 : 0);
  }
}
