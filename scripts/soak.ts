/**
 * `deno task soak [--trials N]`: many short trials of a small server in one run. What the runner holds
 * after its first trials and at the end is compared: memory, open files, processes below it; and what
 * is left when it has gone. A lab that lasts for an hour of recording grows by nothing.
 */
import { showTable } from "../lab/notebook/display/display.ts";
import { runPlan } from "../lab/run/client.ts";
import { experiment } from "../lab/plan/experiment.ts";
import { grid } from "../lab/plan/grid.ts";
import { planRun } from "../lab/plan/plan.ts";
import { readRun } from "../lab/store/read.ts";
import { temporaryData } from "../lab/store/temporary.ts";
import { descendants, memoryMiB, processTable } from "../lab/system/processes/proc.ts";
import { GauntletError } from "../lab/system/state.ts";
import { leftovers } from "../lab/testing/leftovers.ts";
import { inProject, shop } from "../lab/testing/project.ts";
import type { Task } from "./gauntlet.ts";
import { readArguments, wholeNumber } from "./shared/arguments.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { progressLine, reportEvents } from "./shared/progress.ts";

const TRIALS = 300;
/** The first of them fill caches: what is held after them is compared with what is held at the end. */
const FIRST_TRIALS = 10;
/** A runner has some dozen files open; one for every tenth trial would be 30 in 300. */
const FILES_TOLERATED = 5;
/** A collector of garbage may leave as much lie, of a runner that holds 100 to 200 MiB. */
const MEMORY_TOLERATED_MIB = 100;

/** What the runner holds between two trials. */
interface Held {
  when: string;
  memoryMiB: number;
  openFileCount: number;
  processCount: number;
}

const soak: Task = async (args) => {
  const trialCount = read(args);
  await using _data = await temporaryData();
  using _project = inProject();
  const cells = grid({ variants: ["shop-deno"], workers: [1], connections: 8 }, shop);
  const profile = { blocks: trialCount, warmUpS: 0.2, windowS: 0.5 };
  const plan = await planRun(
    experiment({ name: "soak", question: "Does it last?", cells, quick: profile, full: profile }),
    "quick",
    1,
    shop,
  );
  const held: Held[] = [];
  const looks: Promise<void>[] = [];
  const line = progressLine();
  const report = reportEvents(line, "soak");
  const end = await runPlan(plan, {
    signal: abortOnSignals(),
    onEvent: (event) => {
      report(event);
      if (event.type !== "trial-phase" || event.phase !== "starting") return;
      if (event.place !== FIRST_TRIALS + 1 && event.place !== trialCount) return;
      looks.push(heldByRunner(`before trial ${event.place}`).then((seen) => void held.push(seen)));
    },
  });
  await Promise.all(looks);
  const lost = trialCount -
    new Set((await readRun(end.runId)).trials.map(({ trial }) => trial)).size;
  const left = await leftovers();
  const wrong = await tell(held, {
    "trials lost": lost,
    "trials failed": end.failedCount,
    "processes left behind": left.length,
  });
  if (wrong.length > 0 || end.state !== "completed") {
    throw new GauntletError(`The lab did not last for ${trialCount} trials: ${wrong.join("; ")}`);
  }
};
export default soak;

/** The runner is the one below this process that runs `runner.ts`; what is below it is counted too. */
async function heldByRunner(when: string): Promise<Held> {
  const table = await processTable();
  const isRunner = (pid: number) => textOf(`/proc/${pid}/cmdline`).includes("run/runner.ts");
  const runner = descendants(table, Deno.pid).find(isRunner);
  if (runner === undefined) throw new Error("There is no runner below this process");
  return {
    when,
    memoryMiB: Math.round(memoryMiB([runner])),
    openFileCount: Array.from(Deno.readDirSync(`/proc/${runner}/fd`)).length,
    processCount: descendants(table, runner).length,
  };
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** Shows what was held and how much it grew; what is more than it may be, in words. */
async function tell([first, last]: Held[], counts: Record<string, number>): Promise<string[]> {
  if (first === undefined || last === undefined) return ["it ended before its last trial"];
  const grown = {
    when: "growth",
    memoryMiB: last.memoryMiB - first.memoryMiB,
    openFileCount: last.openFileCount - first.openFileCount,
    processCount: last.processCount - first.processCount,
  };
  await showTable([first, last, grown], { caption: "What the runner holds" });
  const said = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(said.join(", "));
  return [
    ...grown.memoryMiB > MEMORY_TOLERATED_MIB ? [`its memory grew by ${grown.memoryMiB} MiB`] : [],
    ...grown.openFileCount > FILES_TOLERATED
      ? [`it opened ${grown.openFileCount} files and did not close them`]
      : [],
    ...Object.entries(counts).flatMap(([name, count]) => count > 0 ? [`${count} ${name}`] : []),
  ];
}

function read(args: string[]): number {
  const usage = "use deno task soak [--trials 300]";
  try {
    const { values } = readArguments({ args, options: { trials: { type: "string" } } });
    const bounds = { least: FIRST_TRIALS + 2, most: 100_000 };
    return wholeNumber("trials", values.trials, bounds) ?? TRIALS;
  } catch (error) {
    throw new GauntletError(`Cannot soak: ${(error as Error).message}; ${usage}`);
  }
}
