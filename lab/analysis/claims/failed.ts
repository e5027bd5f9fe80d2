/** Requests that failed, as quantities that a claim can be of. */
import { sum } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { failedCount } from "../lint/rule.ts";
import { trialsOf } from "../tables/cells.ts";
import { meanInterval, type Quantity, shareInterval, unmeasured } from "./quantity.ts";

/**
 * Of all requests of a cell the share that was not answered with a 2xx status, over all its trials, the
 * invalid ones too: a trial in which hardly anything was answered is what the question is about.
 *
 * @example
 * ```ts
 * import { failedShareOf } from "lab/analysis/claims/failed.ts";
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const run = fixtureRun();
 * console.log(failedShareOf(run, cellsOf(run)[0]!).value); // 0
 * ```
 */
export function failedShareOf(run: Run, cell: Cell): Quantity {
  const trials = trialsOf(run, cell, { invalid: "include" });
  const failed = sum(trials.map(failedCount));
  return shareInterval(failed, failed + sum(trials.map(({ outcome }) => outcome.okCount)));
}

/**
 * How many requests of a cell failed for each database session that was ended under it: the mean over
 * trials.
 *
 * @returns not measured where no session was ended
 * @example
 * ```ts
 * import { failedPerLostSession } from "lab/analysis/claims/failed.ts";
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const run = fixtureRun();
 * console.log(failedPerLostSession(run, cellsOf(run)[0]!).missing); // no session was ended
 * ```
 */
export function failedPerLostSession(run: Run, cell: Cell): Quantity {
  const lost = trialsOf(run, cell).filter(({ outcome }) => (outcome.killedSessionCount ?? 0) > 0);
  return lost.length === 0
    ? unmeasured("no session was ended")
    : meanInterval(lost.map((trial) => failedCount(trial) / trial.outcome.killedSessionCount!));
}
