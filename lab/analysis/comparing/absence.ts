/** Why a cell has nothing to be compared: not asked for, not reached, failed, invalid, or not known. */
import { cellKey } from "../../nouns/cell.ts";
import { counted, formatCount } from "../../text/format.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { isCompleted } from "../tables/cells.ts";
import { FEWEST_ANSWERS_FOR_P99, type Measure, measuredValue } from "./measure.ts";
import { counts, validityOf } from "./validity.ts";

/**
 * Why a run tells nothing of a cell; `null` where it does. The sentence has neither capital nor stop.
 *
 * @example
 * ```ts
 * import { absenceOf } from "lab/analysis/comparing/absence.ts";
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(absenceOf(fixtureRun(), fixtureCell("gamma-sync", 9, 9), "gamma-sync 9×9", "throughputRps"));
 * // the full profile of this run does not measure gamma-sync 9×9
 * ```
 */
export function absenceOf(run: Run, cell: Cell, label: string, measure: Measure): string | null {
  const key = cellKey(cell);
  const trials = run.trials.filter((trial) => cellKey(trial.cell) === key);
  if (trials.length === 0) return notTried(run, cell, label);
  const completed = trials.filter(isCompleted);
  if (completed.length === 0) {
    const { outcome } = trials[0]!;
    const why = outcome.state === "failed" ? outcome.reason.replace(/\.$/, "") : "";
    return trials.length === 1
      ? `the one trial of ${label} failed: ${why}`
      : `all ${counted(trials.length, "trial")} of ${label} failed: ${why}`;
  }
  const counting = completed.filter((trial) => counts(trial, run));
  if (counting.length === 0) {
    const why = validityOf(completed[0]!, run).reason!.replace(/\.$/, "")
      .replace(/^./, (letter) => letter.toLowerCase());
    return completed.length === 1
      ? `the one trial of ${label} is invalid: ${why}`
      : `all ${counted(completed.length, "trial")} of ${label} are invalid; the first: ${why}`;
  }
  if (counting.some(({ outcome }) => measuredValue(outcome, measure) !== null)) return null;
  const most = Math.max(...counting.map(({ outcome }) => outcome.okCount));
  return measure === "latencyP99Ms" && most < FEWEST_ANSWERS_FOR_P99
    ? `the slowest hundredth takes ${formatCount(FEWEST_ANSWERS_FOR_P99)} answers a trial, and ` +
      `${label} gave ${formatCount(most)} at the most`
    : `${measure} is not known of ${label}`;
}

function notTried({ plan }: Run, { variant, ...cell }: Cell, label: string): string {
  const lacking = plan.unavailable.find((each) => each.variant === variant);
  if (lacking) return `the machine of this run could not start ${label}: it needs ${lacking.needs}`;
  const key = cellKey({ variant, ...cell });
  return plan.trials.some((planned) => cellKey(planned.cell) === key)
    ? `the run ended before ${label} had its turn`
    : `the ${plan.profileName} profile of this run ${LEAVES_OUT} ${label}`;
}

const LEAVES_OUT = "does not measure";

/** Whether a claim's reason is that a cell was not asked for: a longer profile has it. */
export const isLeftOut = (reason: string): boolean =>
  reason.includes(` profile of this run ${LEAVES_OUT} `);
