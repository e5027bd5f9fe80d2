/** What of the cells that were asked for a run has. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { trialsOf } from "./cells.ts";

/**
 * The cells of which a run has trials that count, in their order: a profile may leave cells out.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { measuredOf } from "lab/analysis/tables/measured.ts";
 * const [here, never] = [fixtureCell("gamma-sync", 1, 1), fixtureCell("gamma-sync", 9, 9)];
 * console.log(measuredOf(fixtureRun({ cells: [here] }), [here, never]).length); // 1
 * ```
 */
export const measuredOf = (run: Run, cells: readonly Cell[]): Cell[] =>
  cells.filter((cell) => trialsOf(run, cell).length > 0);

/** Whether a run has trials that count of each of these cells. */
export const isMeasured = (run: Run, ...cells: Cell[]): boolean =>
  measuredOf(run, cells).length === cells.length;

/**
 * The lowest and the highest value over the trials of some cells that count.
 *
 * @param of what is asked of a trial; those that cannot tell (`null`) are left out
 * @returns `null` where none can tell
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { rangeOf } from "lab/analysis/tables/measured.ts";
 * const cell = fixtureCell("gamma-sync", 1, 1);
 * const { low, high } = rangeOf(fixtureRun({ cells: [cell] }), [cell], (o) => o.throughputRps)!;
 * console.log(low < high); // true
 * ```
 */
export function rangeOf(
  run: Run,
  cells: readonly Cell[],
  of: (outcome: CompletedTrial["outcome"]) => number | null,
): { low: number; high: number } | null {
  const values = cells.flatMap((cell) => trialsOf(run, cell)).map(({ outcome }) => of(outcome))
    .filter((value) => value !== null);
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}
