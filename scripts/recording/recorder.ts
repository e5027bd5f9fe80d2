/** Records experiments one after the other, in parts: what is done stays, what was cut off is gone on with. */
import type { Plan } from "../../lab/nouns/plan.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { SCHEMA_VERSION } from "../../lab/nouns/version.ts";
import type { Begun, Program, Step } from "../../lab/store/program.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { type Standing, standingOf } from "./standing.ts";

/** What measuring a step is told. */
export interface Part {
  /** The run to go on with; `null`: a new one. */
  run: Run | null;
  minutes: number;
  /** Told of a new run before its first trial. */
  onBegun: (runId: string, plan: Plan) => Promise<void>;
}

/** What a recorder works with. */
export interface Tools {
  begun: () => Promise<Begun[]>;
  noteBegun: (begun: Begun) => Promise<void>;
  /** `null`: it cannot be read. */
  readRun: (runId: string) => Promise<Run | null>;
  measure: (step: Step, part: Part) => Promise<void>;
  /** Makes a run the one that is shown, and keeps others of its experiment beside it. */
  show: (run: Run, beside: string[]) => Promise<void>;
  tell: (line: string) => void;
  /** Of this call, in minutes. */
  spentMin: () => number;
  now: () => Date;
  codeHash: string;
  commit: string;
}

export interface Wanted {
  /** For how long this call may measure. */
  minutes: number;
  /** Why experiments are recorded again that were recorded before; `null`: none is. */
  again: string | null;
  /** Which; empty: all. */
  experiments: readonly string[];
}

/** Below this nothing is begun: a server would hardly be started. */
const LEAST_MIN = 1;
const END_OF_BLOCK_MIN = 0.01;

/**
 * Records a program as far as the minutes go.
 *
 * @returns the experiments that are still to be measured
 * @throws GauntletError when runs of this program are of other code, or gone, and no reason was given
 */
export async function recordProgram(
  program: Program,
  wanted: Wanted,
  tools: Tools,
): Promise<string[]> {
  const steps = program.experiments;
  const repeated = await toRepeat(steps, wanted, tools);
  const left: string[] = [];
  let hasMeasured = false;
  let isOver = false;
  for (const step of steps) {
    const standing = repeated.has(step.experiment)
      ? { state: "new" as const }
      : await standingNow(step, tools);
    const leftMin = wanted.minutes - tools.spentMin();
    if (standing.state !== "done") {
      // What is cut off can only be gone on with on this machine: after the first, only what fits.
      const fits = leftMin >= (hasMeasured ? neededMin(step, standing) : LEAST_MIN);
      if (isOver || !fits) {
        if (!isOver) tools.tell(tooLittle(step, standing, leftMin));
        isOver = true;
        left.push(step.experiment);
        continue;
      }
      hasMeasured = true;
    }
    const after = await recordStep(step, standing, leftMin, wanted.again, tools);
    if (after.state === "done") await tools.show(after.run, await besideOf(after.run, step, tools));
    else left.push(step.experiment);
  }
  return left;
}

const neededMin = (step: Step, standing: Standing) =>
  Math.max(LEAST_MIN, standing.state === "under way" ? standing.leftMin : step.minutes);

const tooLittle = (step: Step, standing: Standing, leftMin: number) =>
  `${step.experiment}: not begun, since it may take ${
    neededMin(step, standing).toFixed(0)
  } min and ` +
  `${Math.max(leftMin, 0).toFixed(0)} are left`;

async function recordStep(
  step: Step,
  standing: Standing,
  leftMin: number,
  again: string | null,
  tools: Tools,
): Promise<Standing> {
  const { experiment } = step;
  if (standing.state === "lost") throw lost(experiment, standing.runId);
  if (standing.state === "done") {
    tools.tell(`${experiment}: data/runs/${standing.run.runId} is there`);
    return standing;
  }
  const { run, leftMin: ofStepMin } = standing.state === "under way"
    ? standing
    : { run: null, leftMin: step.minutes };
  if (run !== null) tools.tell(`${experiment}: going on with data/runs/${run.runId}`);
  const before = (await tools.begun()).filter((each) => each.experiment === experiment);
  await tools.measure(step, {
    run,
    // What was cut off is at least brought to the end of its block.
    minutes: Math.max(Math.min(leftMin, ofStepMin), END_OF_BLOCK_MIN),
    onBegun: (runId, { planHash }) =>
      tools.noteBegun({
        schemaVersion: SCHEMA_VERSION,
        startedAt: tools.now().toISOString(),
        ...{ experiment, runId, planHash },
        ...{ codeHash: tools.codeHash, commit: tools.commit, minutes: step.minutes },
        why: before.length === 0 ? null : again,
      }),
  });
  return await standingNow(step, tools);
}

/** Those of other code are of other programs: the history of the checkout has them. */
async function besideOf({ runId }: Run, step: Step, tools: Tools): Promise<string[]> {
  return (await begunOf(step, tools)).map((begun) => begun.runId).filter((each) => each !== runId);
}

const begunOf = async ({ experiment }: Step, { begun, codeHash }: Tools) =>
  (await begun()).filter((each) => each.experiment === experiment && each.codeHash === codeHash);

const standingNow = async (step: Step, tools: Tools): Promise<Standing> =>
  await standingOf(step, (await begunOf(step, tools)).at(-1), tools.readRun);

/** The experiments that are measured anew although they were begun before: only with a reason. */
async function toRepeat(
  steps: readonly Step[],
  { again, experiments }: Wanted,
  tools: Tools,
): Promise<Set<string>> {
  const names = steps.map(({ experiment }) => experiment);
  const unknown = experiments.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new GauntletError(
      `Cannot record "${unknown}": data/recording.json has only ${names.join(", ")}`,
    );
  }
  const begun = (await tools.begun()).filter(({ experiment }) => names.includes(experiment));
  const ofOtherCode = begun.filter(({ codeHash }) => codeHash !== tools.codeHash);
  const isOfThisCode = begun.some(({ codeHash }) => codeHash === tools.codeHash);
  if (again === null) {
    if (ofOtherCode.length === 0 || isOfThisCode) return new Set();
    throw new GauntletError(
      `Cannot record: ${ofOtherCode.length} runs of this program were begun with other code ` +
        `(commit ${
          ofOtherCode.at(-1)!.commit.slice(0, 7)
        }), and one recording is of one code; check ` +
        `that out, or measure everything anew with --again and the reason`,
    );
  }
  return new Set(experiments.length > 0 ? experiments : names);
}

const lost = (experiment: string, runId: string) =>
  new GauntletError(
    `Cannot go on with recording "${experiment}": data/runs/${runId} was begun and cannot be read; ` +
      `bring it back, or measure it anew with --again and the reason`,
  );
