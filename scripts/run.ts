/**
 * `deno task run NAME [--full] [--seed N]`, or `--resume RUN`: measures one experiment. `--blocks N`,
 * `--minutes M` and `--until-decided` say how far it may go, `--on server=a,load=b` where its roles are.
 */
import { parseArgs } from "node:util";
import { lintRun, lintText } from "../lab/analysis/lint/mod.ts";
import { claimLines, type ClaimProgress } from "../lab/run/agenda/claim-progress.ts";
import { runPlan } from "../lab/run/client.ts";
import { planRun } from "../lab/plan/plan.ts";
import { experimentOf, findNotebooks, notebookNamed } from "../lab/notebook/source.ts";
import { readRun } from "../lab/store/read.ts";
import { GauntletError } from "../lab/system/state.ts";
import { placementIn } from "../lab/machines/known.ts";
import type { Experiment } from "../lab/nouns/experiment.ts";
import type { Placement } from "../lab/nouns/machines.ts";
import type { Plan } from "../lab/nouns/plan.ts";
import type { Task } from "./gauntlet.ts";
import { typed } from "./help.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { asFarAs, type Asked, readAsked, toResume } from "./shared/limits.ts";
import { progressLine, reportEvents } from "./shared/progress.ts";

const run: Task = async (args) => {
  const { wanted, full, resume, seed, asked, on } = read(args);
  const experiment = resume === null ? await experimentNamed(wanted) : null;
  const plan = experiment !== null
    ? asFarAs(await planRun(experiment, full ? "full" : "quick", seed), asked)
    : await toResume(resume!, asked);
  const { runId } = await measure(plan, plan.experiment, {
    resume,
    on: on ?? experiment?.on,
    signal: abortOnSignals(),
  });
  console.error(`${plan.experiment}: ${lintText(lintRun(await readRun(runId)))}`);
};
export default run;

/** Measures a plan with a progress line, and says where the run is and what it decided. */
export async function measure(
  plan: Plan,
  title: string,
  options: {
    resume?: string | null;
    on?: Placement;
    signal: AbortSignal;
    extraS?: () => number;
    /** Told of the run before its first trial. */
    onStarted?: (runId: string) => Promise<void>;
    /** Whether others follow, for which it is no end that no trial of this one completed. */
    goesOn?: boolean;
  },
): Promise<{ runId: string; trialCount: number }> {
  for (const { variant, needs } of plan.unavailable) {
    console.error(`${title}: leaving out ${variant}, which needs ${needs}`);
  }
  if (plan.trials.length === 0) {
    throw new GauntletError(
      `Cannot measure "${title}": none of its variants can run on this machine`,
    );
  }
  const line = progressLine();
  const report = reportEvents(line, title, options.extraS);
  let claims: ClaimProgress[] = [];
  let lastFailure = "none was measured";
  const end = await runPlan(plan, {
    resume: options.resume,
    on: options.on,
    signal: options.signal,
    onEvent: async (event) => {
      if (event.type === "run-started") await options.onStarted?.(event.runId);
      if (event.type === "claims") claims = event.claims;
      if (event.type === "trial-ended") lastFailure = event.failure?.split("\n")[0] ?? lastFailure;
      report(event);
    },
  });
  if (end.state === "stopped") {
    throw new GauntletError(
      `The run was stopped; its ${end.completedCount} trials are kept in data/runs/${end.runId}: ` +
        `go on with "${typed(`run --resume ${end.runId}`)}"`,
    );
  }
  for (const told of claimLines(claims)) line.keep(`${title}: ${told}`);
  if (end.completedCount === 0 && !options.goesOn) {
    throw new GauntletError(
      `${title}: none of ${end.failedCount} trials completed (the last: ${lastFailure}); mend what ` +
        `failed, then try them again with "${typed(`run --resume ${end.runId}`)}"`,
    );
  }
  const failed = end.failedCount > 0 ? `, ${end.failedCount} failed` : "";
  line.keep(`${title}: ${end.completedCount} trials${failed}; data/runs/${end.runId}`);
  if (claims.some(({ open }) => open)) {
    line.keep(
      `${title}: go on with "${typed(`run --resume ${end.runId} --until-decided`)}"`,
    );
  }
  return { runId: end.runId, trialCount: end.completedCount + end.failedCount };
}

function read(args: string[]): {
  wanted: string | undefined;
  full: boolean;
  resume: string | null;
  seed: number | undefined;
  asked: Asked;
  on: Placement | undefined;
} {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        full: { type: "boolean" },
        resume: { type: "string" },
        seed: { type: "string" },
        on: { type: "string" },
        blocks: { type: "string" },
        minutes: { type: "string" },
        "until-decided": { type: "boolean" },
      },
    });
    const seed = values.seed === undefined ? undefined : Number(values.seed);
    if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0)) {
      throw new Error(`the seed "${values.seed}" is no whole number`);
    }
    if (positionals.length > 1) throw new Error(`"${positionals[1]}" is one name too many`);
    return {
      wanted: positionals[0],
      full: values.full ?? false,
      resume: values.resume ?? null,
      seed,
      asked: readAsked(values),
      on: values.on === undefined ? undefined : placementIn(values.on),
    };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(
      `Cannot run: ${(error as Error).message}; use deno task run NAME [--full] [--seed N], or ` +
        `--resume RUN, with [--blocks N] [--minutes M] [--until-decided] ` +
        `[--on server=a,database=b,load=c,d]`,
    );
  }
}

async function experimentNamed(wanted: string | undefined): Promise<Experiment> {
  const notebooks = await findNotebooks();
  if (wanted === undefined) {
    throw new GauntletError(
      `Cannot run: name one of ${
        notebooks.map(({ name }) => name).join(", ")
      }, as in "deno task run ${notebooks[0]?.name}"`,
    );
  }
  const notebook = notebookNamed(notebooks, wanted);
  const experiment = await experimentOf(notebook);
  if (experiment) return experiment;
  throw new GauntletError(
    `Cannot run "${wanted}": the notebook ${notebook.name} defines no experiment`,
  );
}
