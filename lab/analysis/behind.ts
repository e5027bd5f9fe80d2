/** What trials a verdict rests on: how many count, how many were left out, how many bear a mark. */
import { cellKey } from "../nouns/cell.ts";
import { counted } from "../nouns/format.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Trials } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { isCompleted } from "./cells.ts";
import { counts, validityOf } from "./validity.ts";

export interface TrialsBehind {
  /** Trials that count. */
  trialCount: number;
  /** Invalid ones, which do not. */
  leftOutCount: number;
  /** Of those that count, how many did not settle, were too short to tell, or are invalid themselves. */
  markedCount: number;
  /** What was left out and why, as a sentence; `null` where nothing was. */
  leftOut: string | null;
  /** Why the verdict bears a mark, as a sentence; `null` where it needs none. */
  mark: string | null;
}

/** The sign beside a verdict, or a figure, that rests on marked trials. */
export const MARK = "†";

/**
 * What is to be said of the trials that stand behind something.
 *
 * @param cells whose trials; default: all of the run
 * @example
 * ```ts
 * import { trialsBehind } from "lab/analysis/behind.ts";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * console.log(trialsBehind(fixtureRun()).leftOut); // null
 * ```
 */
export function trialsBehind(run: Trials, cells?: readonly Cell[]): TrialsBehind {
  const keys = cells && new Set(cells.map(cellKey));
  const trials = run.trials.filter(isCompleted)
    .filter(({ cell }) => !keys || keys.has(cellKey(cell)));
  const counting = trials.filter((trial) => counts(trial, run));
  const leftOut = trials.filter((trial) => !counts(trial, run));
  const marked = counting.filter((trial) => validityOf(trial, run).state !== "sound");
  return {
    trialCount: counting.length,
    leftOutCount: leftOut.length,
    markedCount: marked.length,
    leftOut: leftOut.length === 0
      ? null
      : `${leftOut.length} of ${counted(trials.length, "trial")} ${
        leftOut.length === 1 ? "is" : "are"
      } invalid and left out${reasonOf(leftOut, run)}`,
    mark: marked.length === 0
      ? null
      : `${marked.length} of ${counted(counting.length, "trial")} may not have been steady${
        reasonOf(marked, run)
      }`,
  };
}

/** Why trials do not count or bear a mark, to follow what is said of them; the first one's, of several. */
function reasonOf([first, ...others]: readonly CompletedTrial[], run: Trials): string {
  const said = (trial: CompletedTrial) =>
    validityOf(trial, run).reason!.replace(/^./, (letter) => letter.toLowerCase());
  const alike = others.every((trial) => said(trial) === said(first!));
  return `${alike ? ":" : "; the first:"} ${said(first!)}`;
}
