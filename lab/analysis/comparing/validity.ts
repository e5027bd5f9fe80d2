/** Whether a trial may be compared: what befell it, and not what its server did. */
import type { Plan } from "../../nouns/plan.ts";
import type { Trials } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { counted, percent, significant } from "../../text/format.ts";

/**
 * `sound`; `unsettled`: it counts, with a mark; `invalid`: its figures are not the server's, and
 * comparisons leave it out by default. `reason` is a sentence, `null` of a sound one.
 */
export type Validity =
  | { state: "sound"; reason: null }
  | { state: "unsettled" | "invalid"; reason: string };

/** What validity is told from, besides the trial. */
type Planned = { plan: Pick<Plan, "profile"> };

/** Whether trials that are invalid count all the same: for a reader who doubts that they are. */
export interface CountOptions {
  /** Default: as the run says, which leaves them out unless it was asked for with `include`. */
  invalid?: "leave out" | "include";
}

/**
 * What throughput × mean latency may differ by from the connections of a closed loop. Half a mean
 * latency at either end of a window is counted on the wrong side, and a window has five: a tenth.
 */
export const LITTLE_TOLERANCE = 0.1;

/**
 * A window that lasted a tenth longer than it was to was held up for that tenth at least, in which
 * nothing was counted: as much as would be called a difference.
 */
const LATE_SHARE = 0.1;

/** Seconds with fewer answers are empty by chance now and then (Poisson: e to the minus 10). */
const FEW_IN_A_SECOND = 10;

/**
 * Whether a completed trial of a run may be compared. Invalid is one whose window was far longer than
 * planned; of whose sampled answers one was wrong; in which nothing was answered for a second or more that no latency explains, while other
 * seconds are full; or whose answers account for too few or too many of a closed loop's connections.
 *
 * Where a scenario itself disturbs the server (`killBackendsEveryS`), the last two are what was asked:
 * leaving out the trials in which a server stood still would leave out the finding. They are marked.
 * A trial of a run that kept no word of `settled` has no mark for it.
 *
 * @example
 * ```ts
 * import { completedTrials } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { validityOf } from "lab/analysis/comparing/validity.ts";
 * const run = fixtureRun();
 * const [trial] = completedTrials(run);
 * console.log(validityOf(trial!, run).state); // sound
 * ```
 */
export function validityOf(trial: CompletedTrial, run: Planned): Validity {
  const late = lateReason(trial, run);
  if (late !== null) return { state: "invalid", reason: late };
  const wrong = wrongReason(trial);
  if (wrong !== null) return { state: "invalid", reason: wrong };
  const disturbed = trial.cell.scenario.killBackendsEveryS !== undefined;
  const reason = stopReason(trial) ?? littleReason(trial);
  if (reason !== null) return { state: disturbed ? "unsettled" : "invalid", reason };
  const moving = unsettledReason(trial);
  return moving === null
    ? { state: "sound", reason: null }
    : { state: "unsettled", reason: moving };
}

/**
 * Whether a trial's figures count: in comparisons, medians, quantiles, models and figures alike, which all
 * ask here. The table of trials shows every trial.
 */
export function counts(
  trial: CompletedTrial,
  run: Trials,
  { invalid = run.invalid ?? "leave out" }: CountOptions = {},
): boolean {
  return invalid === "include" || validityOf(trial, run).state !== "invalid";
}

/** Why a trial's answers are not what was asked for; `null` where none that was looked at was wrong. */
export function wrongReason({ outcome }: CompletedTrial): string | null {
  const { sampledCount = 0, sampledWrongCount = 0, sampledWrong } = outcome;
  if (sampledWrongCount === 0) return null;
  return `${sampledWrongCount} of ${counted(sampledCount, "sampled answer")} ${
    sampledWrongCount === 1 ? "was" : "were"
  } wrong under a status of success: ${sampledWrong ?? "nothing is kept of them"}.`;
}

/** Why a trial's window was held up or interrupted; `null` where it was not. */
export function stoppedReason(trial: CompletedTrial, run: Planned): string | null {
  return lateReason(trial, run) ?? stopReason(trial);
}

function lateReason({ outcome }: CompletedTrial, { plan }: Planned): string | null {
  const plannedS = outcome.plannedWindowS ?? plan.profile.windowS;
  if (outcome.durationS <= plannedS * (1 + LATE_SHARE)) return null;
  return `The window lasted ${significant(outcome.durationS)} s and not the ${
    significant(plannedS)
  } s that were planned: something held the load up.`;
}

function stopReason({ cell, outcome }: CompletedTrial): string | null {
  const { load } = cell.scenario;
  // Between bursts nothing is asked.
  if (load.kind === "open" && load.arrivals === "burst") return null;
  const samples = outcome.throughputSamplesRps;
  const full = samples.filter((rps) => rps > 0).toSorted((a, b) => a - b);
  if (full.length === samples.length || full.length === 0) return null;
  if (full[Math.floor(full.length / 2)]! < FEW_IN_A_SECOND) return null;
  // Connections that are answered together leave pauses of a latency.
  const longestS = Math.max(...runsOfNothing(samples));
  if (longestS * 1000 <= 2 * outcome.latencyP50Ms) return null;
  return `Nothing was answered in ${
    counted(samples.length - full.length, "second")
  } of the ${samples.length} of the window, while the others were full: something stopped it.`;
}

/** How many seconds in a row were empty, each time. */
function runsOfNothing(samples: number[]): number[] {
  const runs = [0];
  for (const rps of samples) {
    if (rps === 0) runs[runs.length - 1]!++;
    else runs.push(0);
  }
  return runs;
}

/** By how much a closed loop misses Little's law; `null` of an open one, and without an answer. */
export function littleGapShare({ cell, outcome }: CompletedTrial): number | null {
  const { load } = cell.scenario;
  const { throughputRps, latencyMeanMs } = outcome;
  if (load.kind !== "closed" || throughputRps === 0) return null;
  return throughputRps * latencyMeanMs / 1000 / load.connections - 1;
}

function littleReason(trial: CompletedTrial): string | null {
  const gapShare = littleGapShare(trial);
  if (gapShare === null || Math.abs(gapShare) <= LITTLE_TOLERANCE) return null;
  return `Throughput × mean latency accounts for ${percent(Math.abs(gapShare))} too ${
    gapShare < 0 ? "few" : "many"
  } of the connections: time was spent that no latency holds, or the window was too short.`;
}

/** Why a trial may not have been steady, by its own word; `null` where it was, or said nothing. */
export function unsettledReason({ outcome }: CompletedTrial): string | null {
  const { settled, plannedWindowS } = outcome;
  // A run from before windows were judged tells of its warm-up.
  const when = plannedWindowS === undefined ? "as the warm-up ended" : "in the window";
  if (settled === false) return `Throughput or latency had not settled ${when}.`;
  if (settled !== null) return null;
  return plannedWindowS === undefined
    ? "The warm-up was too short to tell whether the server had settled."
    : "The window was too short to tell whether the server had settled.";
}
