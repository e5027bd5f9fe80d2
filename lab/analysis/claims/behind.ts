/** What trials a verdict rests on: how many count, how many were left out, how many bear a mark. */
import { cellKey } from "../../nouns/cell.ts";
import { counted } from "../../text/format.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Trials } from "../../nouns/run.ts";
import { isCompleted } from "../tables/cells.ts";
import { remembered } from "../tables/remembered.ts";
import { type Validity, validityOf } from "../comparing/validity.ts";

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
 * import { trialsBehind } from "lab/analysis/claims/behind.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(trialsBehind(fixtureRun()).leftOut); // null
 * ```
 */
export function trialsBehind(run: Trials, cells?: readonly Cell[]): TrialsBehind {
  const ofCells = judgedTrials(run);
  const judged = cells
    ? [...new Set(cells.map(cellKey))].flatMap((key) => ofCells.get(key) ?? [])
    : [...ofCells.values()].flat();
  const isLeftOut = ({ validity }: JudgedTrial) =>
    validity.state === "invalid" && run.invalid !== "include";
  const leftOut = judged.filter(isLeftOut);
  const marked = judged.filter((each) => each.validity.state !== "sound" && !isLeftOut(each));
  const trialCount = judged.length - leftOut.length;
  return {
    trialCount,
    leftOutCount: leftOut.length,
    markedCount: marked.length,
    leftOut: leftOut.length === 0
      ? null
      : `${leftOut.length} of ${counted(judged.length, "trial")} ${
        leftOut.length === 1 ? "is" : "are"
      } invalid and left out${reasonOf(leftOut)}`,
    mark: marked.length === 0
      ? null
      : `${marked.length} of ${counted(trialCount, "trial")} may not have been steady${
        reasonOf(marked)
      }`,
  };
}

interface JudgedTrial {
  trial: number;
  validity: Validity;
}

const once = remembered<Map<string, JudgedTrial[]>>();

/** The completed trials of each cell with their validity; looked at once a run. */
function judgedTrials(run: Trials): Map<string, JudgedTrial[]> {
  const { trials } = run;
  return once(trials, "", () => {
    const byCell = Map.groupBy(trials.filter(isCompleted), ({ cell }) => cellKey(cell));
    return new Map(
      [...byCell].map(([key, ofCell]) => [
        key,
        ofCell.map((each) => ({ trial: each.trial, validity: validityOf(each, run) })),
      ]),
    );
  });
}

/** Why trials do not count or bear a mark, to follow what is said of them; the first one's, of several. */
function reasonOf(some: readonly JudgedTrial[]): string {
  const [first, ...others] = some.toSorted((a, b) => a.trial - b.trial)
    .map(({ validity }) => validity.reason!.replace(/^./, (letter) => letter.toLowerCase()));
  const alike = others.every((reason) => reason === first);
  return `${alike ? ":" : "; the first:"} ${first}`;
}
