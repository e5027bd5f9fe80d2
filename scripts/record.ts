/**
 * `deno task record [--minutes N]`: measures for the record what `data/recording.json` says, one
 * experiment after the other, and goes on where it stopped. `--again REASON [EXPERIMENT…]` measures
 * anew what was begun before: both are kept. `deno task record RUN` shows a run of one's own by hand.
 */
import { lintRun, lintText } from "../lab/analysis/lint/mod.ts";
import { limitedTo } from "../lab/nouns/blocks.ts";
import type { Plan } from "../lab/nouns/plan.ts";
import { claimedPairs } from "../lab/run/agenda/wanted.ts";
import { codeHash } from "../lab/server/code.ts";
import { refuseUnlessRun } from "../lab/store/closest.ts";
import { isComplete, listRuns, readRun } from "../lab/store/read.ts";
import { begunRuns, noteBegun, readProgram } from "../lab/store/program.ts";
import { record as noteShown } from "../lab/store/recorded.ts";
import { call } from "../lab/system/processes/call.ts";
import { dataPath, exists, GauntletError, projectPath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { plansOf } from "./recording/experiments.ts";
import { publish } from "./recording/published.ts";
import { recordProgram, type Tools, type Wanted } from "./recording/recorder.ts";
import { measure } from "./run.ts";
import { asFarAs, readAsked } from "./shared/limits.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { readArguments } from "./shared/arguments.ts";

const record: Task = async (args) => {
  const asked = read(args);
  if ("runId" in asked) return await showByHand(asked.runId);
  const program = await readProgram();
  const commit = await cleanCommit();
  const plans = await plansOf(program.experiments);
  const left = await recordProgram(program, asked, await toolsOf(plans, commit));
  console.log(
    left.length === 0
      ? "Everything is recorded. Next: deno task report --markdown, then commit data/"
      : `Still to be recorded: ${left.join(", ")}; the same command goes on`,
  );
  console.log("Commit what was measured with git add -f data/runs data/recordings.jsonl");
};
export default record;

async function toolsOf(plans: ReadonlyMap<string, Plan>, commit: string): Promise<Tools> {
  const signal = abortOnSignals();
  const startedAt = performance.now();
  return {
    ...{ begun: begunRuns, noteBegun, commit, codeHash: await codeHash() },
    readRun: (runId) => readRun(runId).catch(() => null),
    measure: async ({ experiment }, { run, minutes, onBegun }) => {
      const plan = run?.plan ?? plans.get(experiment)!;
      if (plan.unavailable.length > 0) {
        const { variant, needs } = plan.unavailable[0]!;
        throw new GauntletError(
          `Cannot record "${experiment}": ${variant} needs ${needs}; a recording leaves nothing out`,
        );
      }
      const { runId } = await measure(forMinutes(plan, minutes), experiment, {
        ...{ signal, resume: run?.runId ?? null, goesOn: true },
        onStarted: (runId) => run === null ? onBegun(runId, plan) : Promise.resolve(),
      });
      console.error(`${experiment}: ${lintText(lintRun(await readRun(runId)))}`);
    },
    show: (run, beside) => show(run.plan.experiment, run.runId, beside),
    tell: (line) => console.error(line),
    spentMin: () => (performance.now() - startedAt) / 60_000,
    now: () => new Date(),
  };
}

/** Runs that come with the project are published first: the sums that are noted are of what is read. */
async function show(experiment: string, runId: string, beside: string[] = []): Promise<void> {
  for (const id of [runId, ...beside]) {
    const changed = await publish(id);
    if (changed > 0) console.error(`${id}: paths and names were taken out of ${changed} trials`);
  }
  await noteShown(experiment, runId, beside);
}

/** Claims of two cells get blocks until they are decided; what has none, no more than it asks for. */
const forMinutes = (plan: Plan, minutes: number): Plan =>
  claimedPairs(plan).length > 0 ? asFarAs(plan, { minutes, untilDecided: true }) : limitedTo(plan, {
    blocksMax: plan.profile.blocksMax ?? plan.profile.blocks,
    budgetMin: minutes,
  });

/** What measures is what is committed; what is measured comes after it. */
async function cleanCommit(): Promise<string> {
  const git = (...args: string[]) => call("git", ["-C", projectPath(), ...args]);
  const head = await git("rev-parse", "HEAD");
  if (!head.success) {
    throw new GauntletError("Cannot record: this is no checkout of git; commit the project first");
  }
  const known = await git("ls-files", "--error-unmatch", dataPath("recording.json"));
  if (!known.success) {
    throw new GauntletError(
      "Cannot record: data/recording.json is not committed; use git add -f data/recording.json and " +
        "commit it, so that what was decided stands before what is measured",
    );
  }
  const measured = [":!data/runs", ":!data/recordings.jsonl", ":!data/recorded.json"];
  const { stdout } = await git("status", "--porcelain", "--", ".", ...measured);
  if (stdout === "") return head.stdout;
  const files = stdout.split("\n").map((line) => line.trim().replace(/^\S+\s+/, ""));
  const which = files.length > 1
    ? `${files[0]} and ${files.length - 1} more differ`
    : `${files[0]} differs`;
  throw new GauntletError(
    `Cannot record: ${which} from the commit; commit or undo that, so that what was decided stands ` +
      `before what is measured`,
  );
}

/** Of a project without a recording, or of an experiment that is not in it. */
async function showByHand(runId: string): Promise<void> {
  refuseUnlessRun("record", runId, await listRuns());
  const run = await readRun(runId);
  const { plan, trials } = run;
  if (run.origin) {
    throw new GauntletError(
      `Cannot record "${runId}": somebody else measured it; record a run of your own`,
    );
  }
  if (!isComplete(run)) {
    throw new GauntletError(
      `Cannot record "${runId}": it has ${trials.length} of ${plan.trials.length} trials; ` +
        `finish it with "deno task run --resume ${runId}"`,
    );
  }
  const program = await exists(dataPath("recording.json")) ? await readProgram() : null;
  if (program?.experiments.some(({ experiment }) => experiment === plan.experiment)) {
    throw new GauntletError(
      `Cannot record "${runId}" by hand: data/recording.json says how ${plan.experiment} is ` +
        `measured; use deno task record, or --again with the reason`,
    );
  }
  await show(plan.experiment, runId);
  console.log(
    `${plan.experiment} is now shown from ${runId}; commit it with git add -f data/runs/${runId}`,
  );
}

function read(args: string[]): Wanted | { runId: string } {
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { minutes: { type: "string" }, again: { type: "string" } },
    });
    const { minutes: text, again } = values;
    const [first, ...others] = positionals;
    if (first !== undefined && again === undefined) {
      if (others.length > 0) throw new Error(`"${others[0]}" is one name too many`);
      if (text !== undefined) throw new Error(`a run by hand takes no --minutes`);
      return { runId: first };
    }
    const { minutes = Infinity } = readAsked({ minutes: text });
    if (again !== undefined && again.trim() === "") {
      throw new Error("--again has no reason; say why it is measured again");
    }
    return { minutes, again: again ?? null, experiments: positionals };
  } catch (error) {
    throw new GauntletError(`Cannot record: ${(error as Error).message}; ${useOf("record")}`);
  }
}
