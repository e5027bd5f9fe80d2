/** Every pair of a run, estimated at once: each steadies the others. */
import { cellKey, keyOf } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Trials } from "../../nouns/run.ts";
import { remembered } from "../tables/remembered.ts";
import type { Estimate } from "../judgement/estimate.ts";
import { moderate } from "../judgement/moderated.ts";
import type { Measure } from "./measure.ts";
import { pairsOf, type Rider, ridersOf, type RunPair, sideBySide } from "./pairs.ts";

/** What the blocks of two cells say, and these blocks. */
export interface PairEstimate {
  pair: RunPair;
  estimate: Estimate;
}

/** Estimates the ratio of two cells, the first over the second; equal ones are twins. */
export type Estimator = (cellA: Cell, cellB: Cell) => PairEstimate;

const once = remembered<Estimator>();

/**
 * The estimator of a run and a measure. All pairs of cells of one scenario, and the twins, make the
 * prior, closed loops apart from open ones; a pair is judged with it, a pair across scenarios by its own
 * spread alone. Trials that do not count are left out. It is made once a run and measure.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { estimatorOf } from "lab/analysis/comparing/estimates.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const run = fixtureRun({ blocks: 4 });
 * const [a, b] = cellsOf(run);
 * const { estimate } = estimatorOf(run, "throughputRps")(a!, b!);
 * console.log(estimate.degreesOfFreedom); // 7
 * ```
 */
export function estimatorOf(run: Trials, measure: Measure): Estimator {
  const { trials, invalid } = run;
  const what = keyOf([measure, invalid === "include"]);
  return once(trials, what, () => estimatorFor(ridersOf(run, measure)));
}

function estimatorFor(riders: ReadonlyMap<string, Rider>): Estimator {
  const loops = Map.groupBy(riders.values(), ({ cell }) => cell.scenario.load.kind);
  const estimates = new Map([...loops.values()].flatMap((ofKind) => {
    const pairs = pairsOf(ofKind);
    return moderate(pairs).map((estimate, index) => [nameOf(pairs[index]!), {
      pair: pairs[index]!,
      estimate,
    }]);
  }));
  return (cellA, cellB) => {
    const [a, b] = [cellA, cellB].map((cell) =>
      riders.get(cellKey(cell)) ?? { cell, logsByBlock: new Map() }
    );
    const pair = sideBySide(a!, b!);
    const turned = estimates.get(nameOf({ cellA: pair.cellB, cellB: pair.cellA }));
    return estimates.get(nameOf(pair)) ?? (turned && mirrored(turned)) ??
      { pair, estimate: moderate([pair])[0]! };
  };
}

const nameOf = ({ cellA, cellB }: Pick<RunPair, "cellA" | "cellB">) => `${cellA} over ${cellB}`;

function mirrored({ pair, estimate }: PairEstimate): PairEstimate {
  const logMean = -estimate.logMean;
  return {
    pair: {
      ...pair,
      cellA: pair.cellB,
      cellB: pair.cellA,
      differences: pair.differences.map((value) => value === null ? null : -value),
    },
    estimate: { ...estimate, logMean, ratio: Math.exp(logMean) },
  };
}
