/** Measures what is not there yet, and goes on with what was cut off. */
import { median } from "simple-statistics";
import { completedTrials } from "../../lab/analysis/tables/cells.ts";
import { planRun } from "../../lab/plan/plan.ts";
import { machineId } from "../../lab/system/machine.ts";
import { isComplete, listRuns, readableRuns, readRun, warnOfBroken } from "../../lab/store/read.ts";
import type { Experiment } from "../../lab/nouns/experiment.ts";
import type { Plan } from "../../lab/nouns/plan.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { measure } from "../run.ts";
import {
  experimentsOf,
  latencyExperiment,
  type RecordingOptions,
  SEED,
  type Server,
} from "./recordings.ts";

/** Every run of these servers, one after the other; those that are there in full are left as they are. */
export async function recordAll(
  servers: readonly Server[],
  options: RecordingOptions & { again: boolean },
  signal: AbortSignal,
): Promise<void> {
  for (const server of servers) {
    const [recording, ...others] = experimentsOf(server, options);
    const runId = await recordOne(recording!, options.again, signal);
    for (const other of others) await recordOne(other, options.again, signal);
    if (server !== "hashing") continue;
    const capacityRps = medianRps(await readRun(runId));
    await recordOne(latencyExperiment(capacityRps / 2), options.again, signal);
  }
}

async function recordOne(
  experiment: Experiment,
  again: boolean,
  signal: AbortSignal,
): Promise<string> {
  const plan = await planRun(experiment, "full", SEED);
  const { name } = experiment;
  const earlier = again ? undefined : await sameRun(plan);
  if (earlier && isComplete(earlier)) {
    console.error(`${name}: data/runs/${earlier.runId} is there in full; --again measures anew`);
    return earlier.runId;
  }
  if (earlier) console.error(`${name}: going on with data/runs/${earlier.runId}`);
  const resume = earlier?.runId ?? null;
  return (await measure(earlier?.plan ?? plan, name, { resume, signal })).runId;
}

/** The newest run of the very same plan on this machine. */
async function sameRun(plan: Plan): Promise<Run | undefined> {
  const here = await machineId();
  const ids = (await listRuns()).filter((id) => id.includes(`-${plan.experiment}-`));
  const { runs: read, broken } = await readableRuns(ids);
  warnOfBroken(broken);
  const runs = read.filter((run) =>
    run.environment.machineId === here && run.plan.experiment === plan.experiment &&
    run.plan.planHash === plan.planHash && run.plan.seed === plan.seed
  );
  return runs.toSorted((a, b) => a.startedAt < b.startedAt ? 1 : -1)[0];
}

const medianRps = (run: Run) =>
  median(completedTrials(run).map(({ outcome }) => outcome.throughputRps));
