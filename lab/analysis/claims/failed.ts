/** Requests that failed, as quantities that a claim can be of. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
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
  const outcomes = trialsOf(run, cell, { invalid: "include" }).map(({ outcome }) => outcome);
  const failed = outcomes.reduce((sum, outcome) => sum + failedOf(outcome), 0);
  return shareInterval(failed, failed + outcomes.reduce((sum, { okCount }) => sum + okCount, 0));
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
  const outcomes = trialsOf(run, cell).map(({ outcome }) => outcome);
  const lost = outcomes.filter(({ killedSessionCount }) => (killedSessionCount ?? 0) > 0);
  return lost.length === 0
    ? unmeasured("no session was ended")
    : meanInterval(lost.map((outcome) => failedOf(outcome) / outcome.killedSessionCount!));
}

const failedOf = (
  { non2xxCount, errorCount, timeoutCount }: {
    non2xxCount: number;
    errorCount: number;
    timeoutCount: number;
  },
): number => non2xxCount + errorCount + timeoutCount;
