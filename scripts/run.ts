/**
 * `deno task run NAME [--full] [--seed N]`, or `--resume RUN`: measures one experiment and says what was
 * found. `--blocks N`, `--minutes M` and `--until-decided` say how far it may go, `--on server=a,load=b`
 * where its roles are. `--expect "A ≥ 0.95 × B"` makes a gate of it, whose exit code says whether that
 * holds. `--fleet WHERE` says which machines measure.
 */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { lintRun } from "../lab/analysis/lint/mod.ts";
import { claimLines, type ClaimProgress } from "../lab/run/agenda/claim-progress.ts";
import { type RunOptions, runPlan } from "../lab/run/client.ts";
import { type FleetAddress, fleetAddress, whereText } from "../lab/fleet/address.ts";
import { runOverFleet } from "../lab/fleet/run.ts";
import { expectationOf, type Expected } from "../lab/plan/expectation.ts";
import { checkSides, gatedPlan, gatePlan } from "../lab/plan/gate.ts";
import { planRun } from "../lab/plan/plan.ts";
import { experimentOf, findNotebooks, notebookNamed } from "../lab/notebook/source.ts";
import { readRun } from "../lab/store/read.ts";
import { machineText } from "../lab/nouns/environment.ts";
import { counted } from "../lab/text/format.ts";
import { GauntletError } from "../lab/system/state.ts";
import { placementIn } from "../lab/machines/known.ts";
import type { Experiment } from "../lab/nouns/experiment.ts";
import type { Placement } from "../lab/nouns/machines.ts";
import type { Plan } from "../lab/nouns/plan.ts";
import type { Run } from "../lab/nouns/run.ts";
import type { Task } from "./gauntlet.ts";
import { typed, useOf } from "./help.ts";
import { readArguments, wholeNumber } from "./shared/arguments.ts";
import { type Found, foundIn } from "./shared/found.ts";
import { foundCsv, foundMarkdown, foundText } from "./shared/foundtext.ts";
import { GATE_CODES, gateOf } from "./shared/gate.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { asFarAs, type Asked, readAsked, toResume } from "./shared/limits.ts";
import { lintTold } from "./shared/linttold.ts";
import { progressLine, reportEvents } from "./shared/progress.ts";

/** How long a gate takes at the most, unless it is said. */
const GATE_MINUTES = 10;

/** What was typed. */
interface Wanted {
  wanted: string | undefined;
  full: boolean;
  resume: string | null;
  seed: number | undefined;
  asked: Asked;
  expected: Expected[];
  /** Where roles are; `undefined`: as the experiment says. */
  on: Placement | undefined;
  /** What is printed: words, or data for programs. */
  form: "text" | "json" | "csv";
  /** The machines that measure it; without, this one. */
  fleet: FleetAddress | undefined;
  /** Where a summary is written, if anywhere. */
  markdown: string | undefined;
}

const run: Task = async (args) => {
  const options = read(args);
  const { resume, form, markdown } = options;
  const experiment = options.wanted === undefined ? null : await experimentNamed(options.wanted);
  if (options.fleet !== undefined && experiment?.on !== undefined) {
    throw new GauntletError(
      `Cannot run "${options.wanted}" over a fleet: its roles have machines of their own (its "on"), ` +
        `and a block is whole on one; leave --fleet or "on" out`,
    );
  }
  const plan = await planOf(options, experiment);
  const place = { on: options.on ?? experiment?.on, fleet: options.fleet };
  const { runId } = await measure(plan, plan.experiment, {
    ...place,
    ...{ resume, signal: abortOnSignals(), tellsClaims: false },
    // Nothing was measured is a word of a gate, and not the end of it.
    goesOn: options.expected.length > 0,
  });
  const measured = await readRun(runId);
  const found = foundIn(measured);
  const gate = gateOf(found);
  const lint = lintTold(
    [measured],
    hasNotebook(found) ? "lintRun(run) in its notebook, or --json" : "the findings of --json",
  );
  if (form === "json") {
    console.log(JSON.stringify({ ...found, gate, findings: lintRun(measured) }, null, 2));
  }
  if (form === "csv") console.log(foundCsv(found));
  if (form === "text") console.log(`\n${textOf(found, whereText(place))}`);
  if (markdown !== undefined) await writeSummary(markdown, found, measured, lint);
  console.error(`${plan.experiment}: ${lint}`);
  if (gate === null) return;
  console.error(
    `${plan.experiment}: what was expected ${gate === "undecided" ? "is undecided" : gate}`,
  );
  Deno.exitCode = GATE_CODES[gate];
};
export default run;

/** What is measured: a notebook's experiment, with what is expected of it; a gate alone; or more of a run. */
async function planOf(
  { wanted, full, resume, seed, asked, expected }: Wanted,
  experiment: Experiment | null,
): Promise<Plan> {
  if (resume !== null) return await toResume(resume, asked);
  const profile = full ? "full" : "quick";
  if (expected.length === 0) {
    return asFarAs(
      await planRun(experiment ?? await experimentNamed(wanted), profile, seed),
      asked,
    );
  }
  checkSides(expected);
  const plan = experiment === null
    ? await gatePlan(expected, { seed })
    : await gatedPlan(experiment, profile, expected, { seed });
  const isLimited = asked.blocks !== undefined || asked.minutes !== undefined;
  return asFarAs(plan, isLimited ? asked : { ...asked, minutes: GATE_MINUTES });
}

/** A gate by itself, or one that measures more than its notebook does, is shown by none. */
const hasNotebook = ({ experiment }: Found): boolean => !/(?:^|-)gate$/.test(experiment);

function textOf(found: Found, where: string): string {
  const { runId, experiment } = found;
  return foundText(found, {
    goOn: typed(`run --resume ${runId}${where} --until-decided`),
    report: hasNotebook(found)
      ? `Its figures: "${typed(`report ${experiment} --here`)}", or its notebook in "${
        typed("lab")
      }"`
      : null,
  });
}

/** Behind what is there, where it is the summary of a job: other steps wrote that. */
async function writeSummary(file: string, found: Found, run: Run, lint: string): Promise<void> {
  const { environment, runId } = run;
  const text = foundMarkdown(found, gateOf(found), [
    `Run ${runId}, on ${machineText(environment)}`,
    lint,
  ]);
  const append = file === Deno.env.get("GITHUB_STEP_SUMMARY");
  try {
    await Deno.writeTextFile(file, text, { append });
  } catch (error) {
    throw new GauntletError(
      `Cannot write the summary to ${file}: ${(error as Error).message}; name another file`,
    );
  }
}

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
    /** The machines that measure it; without, this one. */
    fleet?: FleetAddress;
    /** Whether to end with a line a claim; default true. */
    tellsClaims?: boolean;
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
  const report = reportEvents(line, title, {
    cells: plan.trials.map(({ cell }) => cell),
    extraS: options.extraS,
  });
  let claims: ClaimProgress[] = [];
  let lastFailure = "none was measured";
  const runOptions: RunOptions = {
    resume: options.resume,
    on: options.on,
    signal: options.signal,
    onEvent: async (event) => {
      if (event.type === "run-started") await options.onStarted?.(event.runId);
      if (event.type === "claims") claims = event.claims;
      if (event.type === "trial-ended") lastFailure = event.failure?.split("\n")[0] ?? lastFailure;
      report(event);
    },
  };
  const { fleet } = options;
  const where = whereText(options);
  const onNote = (sentence: string) => line.keep(`${title}: ${sentence}`);
  const end = fleet
    ? await runOverFleet(plan, { ...runOptions, fleet, onNote })
    : await runPlan(plan, runOptions);
  const trialCount = end.completedCount + end.failedCount;
  if (end.state === "stopped") {
    throw new GauntletError(
      `The run was stopped; its ${counted(trialCount, "trial")} ${
        trialCount === 1 ? "is" : "are"
      } kept in data/runs/${end.runId}: ` +
        `go on with "${typed(`run --resume ${end.runId}${where}`)}"`,
    );
  }
  if (options.tellsClaims !== false) {
    for (const told of claimLines(claims)) line.keep(`${title}: ${told}`);
  }
  if (end.completedCount === 0 && !options.goesOn) {
    throw new GauntletError(
      `${title}: none of ${end.failedCount} trials completed (the last: ${lastFailure}); mend what ` +
        `failed, then try them again with "${typed(`run --resume ${end.runId}${where}`)}"`,
    );
  }
  const failed = end.failedCount > 0 ? `, ${end.failedCount} failed` : "";
  line.keep(`${title}: ${end.completedCount} trials${failed}; data/runs/${end.runId}`);
  if (options.tellsClaims !== false && claims.some(({ open }) => open)) {
    line.keep(
      `${title}: go on with "${typed(`run --resume ${end.runId}${where} --until-decided`)}"`,
    );
  }
  return { runId: end.runId, trialCount };
}

function read(args: string[]): Wanted {
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        full: { type: "boolean", default: false },
        resume: { type: "string" },
        seed: { type: "string" },
        on: { type: "string" },
        blocks: { type: "string" },
        minutes: { type: "string" },
        "until-decided": { type: "boolean" },
        fleet: { type: "string" },
        expect: { type: "string", multiple: true, default: [] },
        json: { type: "boolean" },
        csv: { type: "boolean" },
        markdown: { type: "string" },
      },
    });
    const { full, resume = null, expect, json, csv, markdown } = values;
    const seed = wholeNumber("seed", values.seed, { least: 0 });
    if (positionals.length > 1) throw new Error(`"${positionals[1]}" is one name too many`);
    if (json && csv) throw new Error("--json and --csv are two forms of one; choose one");
    if (values.fleet !== undefined && values.on !== undefined) {
      throw new Error("--fleet gives whole blocks to machines and --on their roles; choose one");
    }
    if (resume !== null && expect.length > 0) {
      throw new Error("what is expected is registered before a run, which --resume goes on with");
    }
    if (resume !== null && positionals.length > 0) {
      throw new Error(`--resume names a run, and "${positionals[0]}" is named too`);
    }
    return {
      ...{ wanted: positionals[0], full, resume, seed, asked: readAsked(values) },
      on: values.on === undefined ? undefined : placementIn(values.on),
      markdown: markdown === undefined ? undefined : summaryPath(markdown),
      expected: expect.map(expectationOf),
      fleet: values.fleet === undefined ? undefined : fleetAddress(values.fleet),
      form: json ? "json" : csv ? "csv" : "text",
    };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot run: ${(error as Error).message}; ${useOf("run")}`);
  }
}

/** Where the reader stands, and in a folder that is there: to learn of it after the run would be late. */
function summaryPath(file: string): string {
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", file);
  if (existsSync(dirname(path))) return path;
  throw new Error(`--markdown is "${file}", and there is no folder ${dirname(path)}`);
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
