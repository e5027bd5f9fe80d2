/** What so many blocks can and cannot tell, at the noise that a run has seen. */
import { mean } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { LOOKS } from "../judgement/looks.ts";
import { studentQuantile } from "../judgement/student.ts";
import { ALPHA, DELTA_SHARE, FEWEST_BLOCKS } from "../judgement/verdict.ts";
import { trialsOf } from "../tables/cells.ts";
import { tookS } from "../tables/took.ts";
import { estimatorOf } from "./estimates.ts";
import type { Measure } from "./measure.ts";

/** Four times in five: the point of the normal distribution below which 80 of 100 lie. */
const LIKELY_Z = 0.8416;

export interface Reach {
  blocks: number;
  /** Of trials of the two cells, with their starts and stops; NaN where it is not known. */
  minutes: number;
  /** Half of the interval that a ratio near 1 would have: 0.08 is 0.92 to 1.08. */
  halfWidthShare: number;
  /** The smallest difference that is found four times in five. */
  foundShare: number;
  /** Whether two equal servers would be called equivalent at δ, four times in five. */
  tellsEqual: boolean;
}

/**
 * What further blocks of a pair would tell, by its moderated variance: each row as if so many blocks had
 * been decided beforehand.
 *
 * @returns no rows where fewer than three blocks leave the noise unknown
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { reachOf } from "lab/analysis/comparing/reach.ts";
 * const run = fixtureRun({ blocks: 5 });
 * const [a, b] = cellsOf(run);
 * const [now, later] = reachOf(run, a!, b!, { blocks: [5, 20] });
 * console.log(later!.foundShare < now!.foundShare); // true
 * ```
 */
export function reachOf(
  run: Run,
  cellA: Cell,
  cellB: Cell,
  { blocks = LOOKS, measure = "throughputRps" as Measure, deltaShare = DELTA_SHARE } = {},
): Reach[] {
  const { estimate } = estimatorOf(run, measure)(cellA, cellB);
  if (estimate.blocks < FEWEST_BLOCKS) return [];
  const { moderatedVariance, degreesOfFreedom, blocks: now } = estimate;
  return blocks.map((count) => {
    const error = Math.sqrt(moderatedVariance / count);
    const freedom = Math.max(1, degreesOfFreedom + count - now);
    const wide = studentQuantile(1 - ALPHA, freedom) * error;
    const narrow = studentQuantile(1 - 2 * ALPHA, freedom) * error;
    // Of equal servers the ratio errs to either side: nine in ten within 1.28 errors.
    return {
      blocks: count,
      minutes: count * minutesOfBlock(run, cellA, cellB),
      halfWidthShare: Math.expm1(wide),
      foundShare: Math.expm1(wide + LIKELY_Z * error),
      tellsEqual: narrow + 1.2816 * error <= Math.log1p(deltaShare),
    };
  });
}

/** Both trials of a block, from start to stop. */
function minutesOfBlock(run: Run, cellA: Cell, cellB: Cell): number {
  const [ofA, ofB] = [cellA, cellB].map((cell) =>
    mean(trialsOf(run, cell, { invalid: "include" }).map((trial) => tookS(run, trial)))
  );
  return (ofA! + ofB!) / 60;
}
