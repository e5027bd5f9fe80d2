/** Which runs pages are made of: the recorded ones, the one that is named, or those of this machine. */
import { ANALYSIS, RIGHTS_VARIABLE } from "../../lab/notebook/rights.ts";
import {
  experimentOf,
  findNotebooks,
  type Notebook,
  notebookNamed,
} from "../../lab/notebook/source.ts";
import { readRun } from "../../lab/store/read.ts";
import { newestRun, RUN_VARIABLE } from "../../lab/store/select.ts";
import { machineId } from "../../lab/system/machine.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { typed } from "../help.ts";

/** What a task was asked for. */
export interface AskedRuns {
  /** Names of notebooks; none: all of them, or those of the run. */
  names: readonly string[];
  /** `--run` */
  run?: string;
  /** `--here` */
  here: boolean;
}

/** What is executed, and how. */
export interface ChosenRuns {
  notebooks: Notebook[];
  /** For the kernels: which runs they show; and they start nothing. */
  env: Record<string, string>;
  /** A sentence for the head of a report. */
  introduction: string;
}

/**
 * The notebooks, and the runs that they are going to show.
 *
 * @throws GauntletError when a name is not there, when the run is of none of these notebooks, or when
 * none of their experiments was measured here
 */
export async function chosenRuns({ names, run, here }: AskedRuns): Promise<ChosenRuns> {
  const all = await findNotebooks();
  const named = names.map((name) => notebookNamed(all, name));
  const env = { [RIGHTS_VARIABLE]: ANALYSIS };
  if (run !== undefined && here) {
    throw new GauntletError(
      "Cannot show both --run and --here: the one names a run, the other takes those of this " +
        "machine; leave one out",
    );
  }
  if (run !== undefined) {
    return {
      notebooks: await notebooksOf(run, named.length > 0 ? named : all, named.length > 0),
      env: { ...env, GAUNTLET_RUNS: "recorded", [RUN_VARIABLE]: run },
      introduction: `The run ${run}.`,
    };
  }
  const notebooks = named.length > 0 ? named : all;
  if (here) {
    await assertMeasuredHere(notebooks, named.length > 0);
    return {
      notebooks,
      env,
      introduction: "The runs of this machine; others as they are recorded.",
    };
  }
  return {
    notebooks,
    env: { ...env, GAUNTLET_RUNS: "recorded" },
    introduction: "The recorded runs that come with the project.",
  };
}

async function notebooksOf(
  runId: string,
  notebooks: readonly Notebook[],
  areNamed: boolean,
): Promise<Notebook[]> {
  const { experiment } = (await readRun(runId)).plan;
  const showing: Notebook[] = [];
  for (const notebook of notebooks) {
    if (await shows(notebook, experiment)) showing.push(notebook);
    else if (areNamed) {
      throw new GauntletError(
        `Cannot show the run ${runId} in ${notebook.name}: it is of the experiment "${experiment}", ` +
          `which that notebook does not show; name one that does, or another run`,
      );
    }
  }
  if (showing.length > 0) return showing;
  throw new GauntletError(
    `Cannot show the run ${runId}: no notebook shows the experiment "${experiment}"; make one with ` +
      `"${typed("new-notebook")} ${experiment}"`,
  );
}

/** A notebook shows its own experiment, and others by `latestRunOf("name")`. */
async function shows(notebook: Notebook, experiment: string): Promise<boolean> {
  const asks = `latestRunOf(${JSON.stringify(experiment)})`;
  return notebook.cells.some(({ kind, source }) => kind === "code" && source.includes(asks)) ||
    (await experimentOf(notebook))?.name === experiment;
}

/** Of notebooks that are named each must have a run of this machine, of all of them one. */
async function assertMeasuredHere(
  notebooks: readonly Notebook[],
  areNamed: boolean,
): Promise<void> {
  const id = await machineId();
  const missing: string[] = [];
  let found = 0;
  for (const notebook of notebooks) {
    const experiment = await experimentOf(notebook);
    if (experiment === null) continue;
    const run = await newestRun(experiment, id).catch((error) => {
      if (error instanceof GauntletError) return null;
      throw error;
    });
    if (run?.environment.machineId === id) found++;
    else missing.push(experiment.name);
  }
  if (missing.length === 0 || (!areNamed && found > 0)) return;
  const [first] = missing;
  throw new GauntletError(
    `Cannot show what was measured here: ${missing.join(", ")} ${
      missing.length === 1 ? "has" : "have"
    } no run of this machine; measure one with "${typed(`run ${first}`)}", or leave out --here`,
  );
}
