/** `deno task record RUN`: makes a run the one that comes with the project. */
import { GauntletError } from "../lab/system/state.ts";
import { isComplete, readRun } from "../lab/store/read.ts";
import { record as writeRecord } from "../lab/store/recorded.ts";
import type { Task } from "./gauntlet.ts";

const record: Task = async ([runId]) => {
  if (!runId) {
    throw new GauntletError("Cannot record: name a run of data/runs, as in deno task record RUN");
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
