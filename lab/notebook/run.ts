/** An experiment's run in a notebook: the one there is, or one measured now. */
import { runPlan } from "../run/client.ts";
import { planRun } from "../plan/plan.ts";
import { MARK, trialsBehind } from "../analysis/claims/behind.ts";
import { coresText } from "../nouns/environment.ts";
import { counted, day } from "../text/format.ts";
import { inertMarkdown, plainMarkdown } from "../text/markdown.ts";
import { machineId } from "../system/machine.ts";
import { GauntletError } from "../system/state.ts";
import { begunRuns, repeatedText } from "../store/program.ts";
import { readRun } from "../store/read.ts";
import { recordedRuns } from "../store/recorded.ts";
import { newestRun, recordedOnly } from "../store/select.ts";
import { noteShown } from "../store/shown.ts";
import type { RunnerEvent } from "../run/protocol.ts";
import type { Experiment, ProfileName } from "../nouns/experiment.ts";
import type { Placement } from "../nouns/machines.ts";
import type { Plan } from "../nouns/plan.ts";
import type { Run, RunEnd } from "../nouns/run.ts";
import { refuseUnlessAsked } from "./asked.ts";
import { showMarkdown } from "./display/display.ts";
import { guessOf } from "./measuring/guess.ts";
import { interruptible } from "./measuring/interrupt.ts";
import { markOld } from "./measuring/old.ts";
import { analysisOnly } from "./rights.ts";
import { showProgress, spoken } from "./measuring/progress.ts";
import { withDisplay } from "./display/shows.ts";
import { staleness } from "./stale.ts";
import { watching } from "./measuring/watching.ts";

export interface RunOptions {
  /** Measure on this machine now; otherwise show the newest run there is. */
  measure?: boolean;
  profile?: ProfileName;
  /**
   * `include`: trials that are invalid count too, in all that is asked of this run. By default they are
   * left out, and the table of trials alone has them.
   */
  invalid?: Run["invalid"];
}

/**
 * The run that the cells below look at, with a line that says whose it is and how old.
 *
 * Interrupting the cell while it measures stops the run in good order: the trials that ended are
 * kept, and every process is gone when the cell ends.
 *
 * @throws GauntletError when there is no run yet, or when measuring could not go on
 */
export async function runOf(
  experiment: Experiment,
  options: RunOptions = {},
): Promise<Run> {
  refuseUnlessAsked(experiment, options);
  const { measure = false, profile = "quick", invalid } = options;
  const found = measure
    ? await measureHere(experiment, profile)
    : await newestRun(experiment, await machineId());
  const { claims = [] } = experiment;
  const counting = invalid === undefined ? {} : { invalid };
  const run = { ...found, ...counting, claims, stale: await staleness(found, experiment) };
  await shown(run);
  if (measure) await markOld();
  return showingItself(run);
}

/**
 * The newest run of another notebook's experiment, by its name, with a line that says whose it is and
 * how old. Whether it is stale only the notebook that defines the experiment can tell.
 *
 * @throws GauntletError when there is no run yet
 * @example
 * ```ts
 * import { latestRunOf } from "lab/notebook/run.ts";
 * const run = await latestRunOf("workers-and-threads");
 * console.log(run.plan.experiment); // workers-and-threads
 * ```
 */
export async function latestRunOf(experiment: string): Promise<Run> {
  const run = await newestRun({ name: experiment }, await machineId());
  await shown(run);
  return showingItself(run);
}

/** A run as the value of a cell says whose it is. */
const showingItself = (run: Run): Run =>
  withDisplay(run, async () => {
    const text = await provenance(run);
    return { "text/plain": text, "text/markdown": text };
  });

async function measureHere(experiment: Experiment, profile: ProfileName): Promise<Run> {
  if (analysisOnly()) {
    throw new GauntletError(
      `Cannot measure "${experiment.name}" here: a report starts no server; leave out ` +
        `{ measure: true }, and measure with "deno task run ${experiment.name}" before`,
    );
  }
  const plan = await planRun(experiment, profile);
  if (plan.trials.length === 0) {
    const needs = plan.unavailable.map(({ variant, needs }) => `${variant} needs ${needs}`).join(
      "; ",
    );
    throw new GauntletError(`Cannot measure "${experiment.name}": ${needs}`);
  }
  const runId = await interruptible((signal) => withProgress(plan, signal, experiment.on));
  return await readRun(runId);
}

async function withProgress(plan: Plan, signal: AbortSignal, on?: Placement): Promise<string> {
  const progress = await showProgress();
  const guess = guessOf(plan.profile, await measuredHere(plan.experiment));
  const watched = watching(plan, () => performance.now() / 1000, guess);
  const onEvent = (event: RunnerEvent) => {
    const state = watched.after(event);
    if (state !== null) void progress.update(state);
  };
  // Seconds go by within a trial too.
  const ticking = setInterval(() => {
    const state = watched.now();
    if (state !== null) void progress.update(state);
  }, 1000);
  try {
    return await measured();
  } finally {
    clearInterval(ticking);
  }

  async function measured(): Promise<string> {
    const { state, runId, completedCount, failedCount } = await runPlan(plan, {
      on,
      signal,
      onEvent,
    });
    const failed = failedCount > 0 ? `, ${failedCount} failed` : "";
    const last = watched.now();
    const claims = last?.claims === undefined ? "" : `; ${last.claims}`;
    await progress.finish(
      state === "completed"
        ? `${completedCount} trials${failed} in ${spoken(watched.elapsedS())}${claims}`
        : `stopped: ${completedCount} of ${watched.likelyCount()} trials are kept in ` +
          `data/runs/${runId}; go on with "deno task run --resume ${runId}"`,
      { standings: last?.standings, throughputs: last?.throughputs },
    );
    return runId;
  }
}

/** The newest run of it that this machine measured; `null`: there is none that can be read. */
async function measuredHere(name: string): Promise<Run | null> {
  const here = await machineId();
  const run = await newestRun({ name }, here).catch(() => null);
  return run !== null && !run.origin && run.environment.machineId === here ? run : null;
}

async function shown(run: Run): Promise<void> {
  await noteShown(run.runId);
  await showMarkdown(await provenance(run));
}

/** Whose figures these are, how old, how complete, and what makes them stale. */
async function provenance(run: Run): Promise<string> {
  const { environment: machine, plan } = run;
  // A report of the recorded runs reads the same on every machine and every day.
  const kept = recordedOnly() && (await recordedRuns())[plan.experiment] === run.runId;
  const here = !kept && !run.origin && machine.machineId === await machineId();
  const { profile } = plan;
  const ageS = (Date.now() - Date.parse(run.startedAt)) / 1000;
  const when = here
    ? `**Measured on this machine** ${age(ageS)} ago`
    : run.origin
    ? `**Measured by a stranger** on ${day(run.startedAt)}, added on ${
      day(run.origin.addedAt)
    } from ${plainMarkdown(run.origin.from)}`
    : `**Recorded** on ${day(run.startedAt)}`;
  const { leftOut, mark } = trialsBehind(run);
  const begun = (await begunRuns()).filter(({ experiment }) => experiment === plan.experiment);
  const repeated = begun.some(({ runId }) => runId === run.runId) ? repeatedText(begun) : null;
  const lines = [
    `${when} · ${coresText(machine)} of ` +
    `${plainMarkdown(machine.cpuModel)}, ${machine.memoryGiB} GiB · ${plan.profileName} profile: ${
      extent(run)
    }, ` +
    `${profile.windowS} s a trial · \`${run.runId.replaceAll("`", "")}\``,
    ...(run.stale?.length
      ? [
        `**Stale:** ${
          plainMarkdown(run.stale.join("; "))
        }. Measure again with \`{ measure: true }\`.`,
      ]
      : []),
    ...(run.parts ?? []).map(({ startedAt, why, earlierEnd }) =>
      `**Gone on with** on ${day(startedAt)}: ${plainMarkdown(why)}${
        earlierEnd === null ? "" : ` Until then ${ENDED[earlierEnd.reason]}.`
      }`
    ),
    ...(repeated === null ? [] : [`**Recorded more than once:** ${plainMarkdown(repeated)}`]),
    ...run.warnings.map((warning) => `**Warning:** ${plainMarkdown(warning)}.`),
    ...plan.unavailable.map(({ variant, needs }) =>
      `**Left out:** ${plainMarkdown(`${variant} needs ${needs}`)}.`
    ),
    ...(leftOut === null ? [] : [`**Invalid:** ${inertMarkdown(leftOut)}`]),
    ...(mark === null ? [] : [`**${MARK}** ${inertMarkdown(mark)}`]),
  ];
  return lines.join("\n\n");
}

/** How much of the plan was measured, and why no more. */
function extent({ plan, trials, end }: Run): string {
  const blockCount = new Set(trials.map(({ block }) => block)).size;
  const blocks = counted(blockCount, "block");
  if (end === null) return `${blocks}, ${trials.length} of ${plan.trials.length} trials`;
  return `${blocks}, ${trials.length} trials${WHY_NO_MORE[end.reason]}`;
}

const WHY_NO_MORE: Record<RunEnd["reason"], string> = {
  blocks: "",
  precision: ", as precise as was wanted",
  budget: ", the time was spent",
  decided: ", no claim was open any more",
};

const ENDED: Record<RunEnd["reason"], string> = {
  blocks: "all blocks were measured",
  precision: "it was as precise as was wanted",
  budget: "the time was spent",
  decided: "no claim was open",
};

const DAY_S = 86_400;
const age = (seconds: number): string =>
  seconds < 5400
    ? `${Math.round(seconds / 60)} min`
    : seconds < 2 * DAY_S
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / DAY_S)} days`;
