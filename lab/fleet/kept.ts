/** The run that a fleet measures: its header, who joined it, and its trials, each kept once. */
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { machineOf, type Run } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import { blockOf } from "../run/agenda/agenda.ts";
import { beginPart, beginRun, type MeasuredOn } from "../run/parts.ts";
import { appendTrials } from "../store/append.ts";
import { readRun } from "../store/read.ts";

/** What is kept of a run while it is measured. */
export interface KeptRun {
  /** `null` until some machine is about to measure. */
  readonly runId: string | null;
  /** What counts so far: what failed earlier and is to be tried again is not among it. */
  readonly trials: Trial[];
  /** A machine is about to measure a block, on this. @throws GauntletError where its servers are others */
  staged: (on: MeasuredOn) => Promise<void>;
  /** Keeps the trials of a block. */
  keep: (trials: readonly Trial[]) => Promise<void>;
}

/**
 * Begins to keep a run.
 *
 * @param earlier to go on with
 */
export function keptRun(plan: Plan, earlier: Run | null): KeptRun {
  let runId: string | null = null;
  let header: Run | null = earlier;
  /** Those whose environment this part of the run has. */
  const joined = new Set<string>();
  const trials = (earlier?.trials ?? []).filter(({ outcome }) => outcome.state === "completed");
  const measured = new Set(trials.map(({ trial }) => trial));
  let writing = Promise.resolve();
  return {
    get runId() {
      return runId;
    },
    trials,
    staged: (on) => {
      const staging = writing.then(async () => {
        const { machineId } = on.environment;
        if (joined.has(machineId)) return;
        if (runId !== null) await beginPart(header!, plan, { ...on, joins: true });
        else {
          runId = earlier === null ? await beginRun(plan, on) : await beginPart(earlier, plan, on);
          header ??= await readRun(runId);
        }
        joined.add(machineId);
      });
      writing = staging.catch(() => {});
      return staging;
    },
    keep: async (ofBlock) => {
      const news = ofBlock.filter(({ trial }) => !measured.has(trial));
      news.forEach(({ trial }) => measured.add(trial));
      await appendTrials(runId!, news);
      trials.push(...news);
    },
  };
}

/** A part of a block that was begun on a machine and is for that one alone. */
export interface Rest {
  block: number;
  trials: PlannedTrial[];
  machineId: string;
}

/**
 * What a run still lacks of blocks that it has: trials that failed, or that a kill cut off. A block is
 * whole on one machine, so they are for the machine of the block; one of which nothing completed is
 * for any.
 */
export function restsOf(plan: Plan, earlier: Run | null): Rest[] {
  const trials = (earlier?.trials ?? []).filter(({ outcome }) => outcome.state === "completed");
  const inHand = new Set(trials.map(({ trial }) => trial));
  return [...Map.groupBy(trials, ({ block }) => block)].flatMap(([block, ofBlock]) => {
    const before = trials.filter((trial) => trial.block < block);
    const lacking = blockOf(plan, block, before).trials.filter(({ trial }) => !inHand.has(trial));
    const machineId = machineOf(ofBlock[0]!, earlier!);
    return lacking.length === 0 ? [] : [{ block, trials: lacking, machineId }];
  });
}
