/**
 * `deno task record RUN`: makes a run the one that comes with the project, and notes the SHA-256 of its
 * files.
 */
import { GauntletError } from "../lab/system/state.ts";
import { closestRun } from "../lab/store/closest.ts";
import { isComplete, listRuns, readRun } from "../lab/store/read.ts";
import { record as writeRecord } from "../lab/store/recorded.ts";
import type { Task } from "./gauntlet.ts";

const record: Task = async ([runId]) => {
  if (!runId) {
    throw new GauntletError("Cannot record: name a run of data/runs, as in deno task record RUN");
  }
  const runIds = await listRuns();
  if (!runIds.includes(runId)) {
    throw new GauntletError(
      `Cannot record "${runId}": data/runs has no such run; ${closestRun(runId, runIds)}`,
    );
  }
  const run = await readRun(runId);
  const { plan, trials } = run;
  if (!isComplete(run)) {
    throw new GauntletError(
      `Cannot record "${runId}": it has ${trials.length} of ${plan.trials.length} trials; ` +
        `finish it with "deno task run --resume ${runId}"`,
    );
  }
  await writeRecord(plan.experiment, runId);
  console.log(
    `${plan.experiment} is now shown from ${runId}; commit it with git add -f data/runs/${runId}`,
  );
};
export default record;
