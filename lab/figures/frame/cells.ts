/** Which cells a figure shows. */
import { cellKey, cellsOf, completedTrials, trialsOf } from "../../analysis/tables/cells.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { GauntletError, NothingToShow } from "../../nouns/error.ts";

export interface ShownCells {
  /** The cells to show, in this order. Default: all that the run measured. */
  cells?: Cell[];
}

/** The cells that may be asked for, with the title that every figure has. */
interface Asked extends ShownCells {
  title?: string;
}

/**
 * The cells with at least one completed trial.
 *
 * @throws when there are none: a figure without data would only look like a result
 */
export function cellsToShow(run: Run, asked: Asked, doing: string): Cell[] {
  completedTrials(run);
  if (typeof asked?.title !== "string") {
    throw new GauntletError(`${doing}: it has no title; give what it shows, as { title: "…" }`);
  }
  const { cells } = asked;
  const shown = (cells ?? cellsOf(run)).filter((cell) => trialsOf(run, cell).length > 0);
  if (shown.length === 0) {
    throw new NothingToShow(
      `${doing} of run ${run.runId}: no completed trial of ${
        cells ? "the cells given" : "any cell"
      }` +
        `; measure again or give cells that it has.`,
    );
  }
  return [...new Map(shown.map((cell) => [cellKey(cell), cell])).values()];
}
