/** Whether a trial may be compared: what befell it, and not what its server did. */
import type { Trials } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { counted } from "../../text/format.ts";
import { lateReason, littleStallOf, type Planned, stallOf } from "./stalls.ts";

/**
 * `sound`; `unsettled`: it counts, with a mark; `invalid`: its figures are not the server's, and
 * comparisons leave it out by default. `reason` is a sentence, `null` of a sound one.
 */
export type Validity =
  | { state: "sound"; reason: null }
  | { state: "unsettled" | "invalid"; reason: string };

/** Whether trials that are invalid count all the same: for a reader who doubts that they are. */
export interface CountOptions {
  /** Default: as the run says, which leaves them out unless it was asked for with `include`. */
  invalid?: "leave out" | "include";
}

/**
 * Whether a completed trial of a run may be compared. Invalid is one whose window was far longer than
 * planned; of whose sampled answers one was wrong; or which the machine, or the load generator, held up:
 * in which nothing was answered for a second or more that no latency explains, or whose answers account
 * for too few or too many of a closed loop's connections.
 *
 * Where a server did the last two to itself they are its figures: leaving out the trials in which it
 * stood still would flatter it. Such a trial counts, with a mark, and so does one of which it cannot be
 * told who held it up. A trial of a run that kept no word of `settled` has no mark for that.
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
  const stall = stallOf(trial) ?? littleStallOf(trial);
  if (stall !== null) {
    return { state: stall.by === "machine" ? "invalid" : "unsettled", reason: stall.sentence };
  }
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

/** How sure it is that one wrong answer at least is among the samples: 19 times in 20. */
const NOTICED = 0.95;

/**
 * The smallest share of wrong answers that so many samples notice, 19 times in 20.
 *
 * @example
 * ```ts
 * import { noticedShare } from "lab/analysis/comparing/validity.ts";
 * console.log(noticedShare(300).toFixed(4)); // 0.0099
 * ```
 */
export const noticedShare = (sampledCount: number): number =>
  1 - (1 - NOTICED) ** (1 / Math.max(1, sampledCount));

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
