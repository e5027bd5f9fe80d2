/** `deno task record RUN`: makes a run the one that comes with the project, with its picture. */
import { dirname } from "node:path";
import { cellsOf } from "../lab/analysis/cells.ts";
import { throughputFigure } from "../lab/figures/throughput.ts";
import { dataPath, GauntletError } from "../lab/state.ts";
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
  // A picture has one scale, so it shows one scenario: that of the last trial.
  const scenario = JSON.stringify(plan.trials.at(-1)!.cell.scenario);
  const cells = cellsOf(run).filter((cell) => JSON.stringify(cell.scenario) === scenario);
  const picture = dataPath("pictures", `${plan.experiment}.svg`);
  await Deno.mkdir(dirname(picture), { recursive: true });
  await Deno.writeTextFile(picture, throughputFigure(run, { title: plan.question, cells }).svg);
  console.log(
    `${plan.experiment} is now shown from ${runId}; commit it with git add -f data/runs/${runId}, with its picture`,
  );
};
export default record;
