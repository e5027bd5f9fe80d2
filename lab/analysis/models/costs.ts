/** What a process and a thread cost, from cells that differ in both. */
import { inverse, Matrix, SVD } from "ml-matrix";
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { cellSize, cellsOf, trialsOf } from "../tables/cells.ts";
import { studentQuantile } from "../judgement/student.ts";
import { GauntletError } from "../../nouns/error.ts";

/** What is counted; a trial that could not tell gives nothing. */
export type CostMeasure =
  | "serverMemoryMiB"
  | "serverThreadCount"
  | "databaseConnectionCount"
  | "switchesPerRequest";

const READ: Record<CostMeasure, (outcome: CompletedTrial["outcome"]) => number | null> = {
  serverMemoryMiB: (o) => o.serverMemoryMiB,
  serverThreadCount: (o) => o.serverThreadCount,
  databaseConnectionCount: (o) => o.databaseConnectionCount,
  switchesPerRequest: (o) =>
    typeof o.serverVoluntarySwitchCount !== "number" || o.okCount === 0
      ? null
      : (o.serverVoluntarySwitchCount + (o.serverInvoluntarySwitchCount ?? 0)) / o.okCount,
};

/** A value with its 95 % interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface Cost {
  measure: CostMeasure;
  /** What there is with no worker at all: the process that starts them. */
  base: Estimate;
  /** Added by each worker, its threads apart. */
  perWorker: Estimate;
  /** Added by each thread of all workers together; `null` where there are none to set. */
  perThread: Estimate | null;
  cellCount: number;
}

/**
 * What each worker and each thread adds: least squares of base + a × workers + b × threads over the
 * cells of a variant, each with the median of its trials. The interval is Student's t from what the
 * plane leaves over, so that a cost that is not linear shows as a wide one.
 *
 * @param where which cells; default: all of the variant
 * @throws when the cells whose workers and costs are known are too few, or too alike, to tell workers from
 * threads
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { costOf } from "lab/analysis/models/costs.ts";
 * const { perWorker } = costOf(fixtureRun(), "gamma-sync", "serverMemoryMiB");
 * console.log(Math.round(perWorker.value)); // 60
 * ```
 */
export function costOf(
  run: Run,
  variant: string,
  measure: CostMeasure,
  where: (cell: Cell) => boolean = () => true,
): Cost {
  const points = cellsOf(run).filter((cell) => cell.variant === variant && where(cell))
    .flatMap((cell) => {
      const values = trialsOf(run, cell).map(({ outcome }) => READ[measure](outcome))
        .filter((value) => value !== null);
      const { workers } = cell.settings;
      return values.length === 0 || workers === null
        ? []
        : [{ cell, workers, value: median(values) }];
    });
  const threaded = points.some(({ cell }) => cell.settings.threads !== null);
  const unknownCount = threaded ? 3 : 2;
  const design = new Matrix(points.map(({ cell, workers }) => [
    1,
    workers,
    ...(threaded ? [cellSize(cell)!] : []),
  ]));
  if (points.length <= unknownCount || new SVD(design).rank < unknownCount) {
    throw new GauntletError(
      `Costing ${measure} of ${variant} in run ${run.runId}: its ${points.length} cells cannot tell ` +
        `${threaded ? "workers from threads" : "workers apart"}; it takes more than ` +
        `${unknownCount} that differ in ${threaded ? "both" : "workers"}.`,
    );
  }
  const values = Matrix.columnVector(points.map(({ value }) => value));
  const inverted = inverse(design.transpose().mmul(design));
  const solution = inverted.mmul(design.transpose()).mmul(values);
  const left = Matrix.sub(values, design.mmul(solution)).to1DArray();
  const freedom = points.length - unknownCount;
  const variance = left.reduce((sum, each) => sum + each ** 2, 0) / freedom;
  const estimate = (index: number): Estimate => {
    const value = solution.get(index, 0);
    const half = studentQuantile(0.95, freedom) * Math.sqrt(variance * inverted.get(index, index));
    return { value, low: value - half, high: value + half };
  };
  return {
    measure,
    base: estimate(0),
    perWorker: estimate(1),
    perThread: threaded ? estimate(2) : null,
    cellCount: points.length,
  };
}
