/** Which cells a figure shows. */
import { cellKey, cellsOf, trialsOf } from "../analysis/tables/cells.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";

export interface ShownCells {
  /** The cells to show, in this order. Default: all that the run measured. */
  cells?: Cell[];
}

/**
 * The cells with at least one completed trial.
 *
 * @throws when there are none: a figure without data would only look like a result
 */
export function cellsToShow(run: Run, { cells }: ShownCells, doing: string): Cell[] {
  const shown = (cells ?? cellsOf(run)).filter((cell) => trialsOf(run, cell).length > 0);
  if (shown.length === 0) {
    throw new Error(
      `${doing} of run ${run.runId}: no completed trial of ${
        cells ? "the cells given" : "any cell"
      }` +
        `; measure again or give cells that it has.`,
    );
  }
  return [...new Map(shown.map((cell) => [cellKey(cell), cell])).values()];
}
