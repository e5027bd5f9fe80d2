/** `deno task add FILE`: takes in a run that somebody else measured and shared. */
import { basename, resolve } from "node:path";
import { machineText } from "../lab/nouns/environment.ts";
import { catalog } from "../lab/server/catalog.ts";
import { bytesIn } from "../lab/store/files.ts";
import { listRuns, readableRuns } from "../lab/store/read.ts";
import { recordedIds } from "../lab/store/recorded.ts";
import { addArchive, type Added } from "../lab/store/sharing/add.ts";
import { ARCHIVE_BYTES_MAX } from "../lab/store/sharing/archive.ts";
import { GauntletError } from "../lab/system/state.ts";
import { oneLine } from "../lab/text/cleaned.ts";
import { counted } from "../lab/text/format.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";

const add: Task = async ([file, ...others]) => {
  if (!file || file.startsWith("-") || others.length > 0) {
    throw new GauntletError(`Cannot add: name one file; ${useOf("add")}`);
  }
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", file);
  const place = `"${oneLine(file, { lengthMax: 200 })}"`;
  const archive = await bytesIn(path, { place, remedy: "correct its name" }, ARCHIVE_BYTES_MAX);
  const from = oneLine(basename(path), { lengthMax: 100 });
  const added = await addArchive(archive, { from, patterns: await knownPatterns() });
  console.log(addedText(added, (await recordedIds()).includes(added.run.runId)));
};
export default add;

/** Of the workloads that are here, and of those of the runs that are. */
async function knownPatterns(): Promise<Set<string>> {
  const { runs } = await readableRuns(await listRuns());
  const workloads = [
    ...catalog.workloads.values(),
    ...runs.flatMap(({ plan }) => Object.values(plan.workloads)),
  ];
  return new Set(workloads.flatMap(({ shapes }) => Object.values(shapes ?? {})));
}

function addedText({ state, run }: Added, isRecorded: boolean): string {
  const { environment: machine, plan, trials, runId, origin } = run;
  if (state === "there before") {
    const how = origin
      ? `it was added on ${origin.addedAt.slice(0, 10)} from ${origin.from}`
      : isRecorded
      ? "it comes with the project"
      : "it is your own";
    return `${runId} is there already: ${how}; nothing was changed`;
  }
  return [
    `Added data/runs/${runId}, a stranger's: ${counted(trials.length, "trial")} of ` +
    `"${plan.experiment}", on ${machineText(machine)}.`,
    `It is shown where there is no run of your own and none that is recorded; beside those, notebook ` +
    `10-what-holds has its verdicts.`,
  ].join("\n");
}
