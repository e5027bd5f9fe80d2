/** Twins: what a run says of a cell that rides twice in each block, and runs together say of the lab. */
import { counted } from "../../text/format.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { distinctCellLabels } from "../tables/cells.ts";
import { compare, type Comparison } from "./compare.ts";
import { type Uniformity, uniformityOf } from "../judgement/uniformity.ts";
import type { Measure } from "./measure.ts";
import { ridersOf, ridesTwice } from "./pairs.ts";
import { GauntletError } from "../../nouns/error.ts";

export interface Twins {
  cell: Cell;
  label: string;
  /** One of the two over the other. */
  comparison: Comparison;
}

/**
 * The cells of a run that ride twice, each compared with itself. What they differ by is no threshold
 * for anything: four or five blocks of it may show 1 % or 18 % by luck alone.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { twinsOf } from "lab/analysis/comparing/twins.ts";
 * console.log(twinsOf(fixtureRun({ repeatFirstCell: true })).length); // 1
 * ```
 */
export function twinsOf(run: Run, measure: Measure = "throughputRps"): Twins[] {
  const cells = [...ridersOf(run, measure).values()].filter(ridesTwice)
    .map(({ cell }) => cell);
  const labels = distinctCellLabels(cells, run);
  return cells.map((cell, index) => ({
    cell,
    label: labels[index]!,
    comparison: compare(run, cell, cell, { measure }),
  }));
}

const BY_CHANCE =
  "One pair of twins in twenty comes out so by chance alone: differences of this size " +
  "in this run deserve more blocks before they are believed.";

/** What the twins of a run differ by, in a sentence for its notebook. */
export function twinsSentence(run: Run, measure: Measure = "throughputRps"): string {
  const twins = twinsOf(run, measure);
  if (twins.length === 0) {
    return "No cell rode twice in this run: it does not show what two starts of one server differ by.";
  }
  return twins.map(({ label, comparison: { ratio, low, high, verdict, verdictText, reason } }) =>
    verdict === "not measured"
      ? `${label} was to ride twice in every block. ${reason}`
      : `${label} rode twice in every block: one is ${ratio.toFixed(2)} times the other (95 % ` +
        `interval ${low.toFixed(2)} to ${high.toFixed(2)}), **${verdictText}**.` +
        (verdict === "different" ? ` ${BY_CHANCE}` : "")
  ).join(" ");
}

export interface TwinsTogether extends Uniformity {
  twins: (Twins & { runId: string })[];
  sentence: string;
}

/**
 * The twins of all runs together: whether their p-values lie as evenly between 0 and 1 as those of
 * identical servers should.
 *
 * @throws when no run has twins with three blocks
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { twinsOfRuns } from "lab/analysis/comparing/twins.ts";
 * const runs = [1, 2, 3].map((seed) => fixtureRun({ seed, blocks: 4, repeatFirstCell: true }));
 * console.log(twinsOfRuns(runs).count); // 3
 * ```
 */
export function twinsOfRuns(runs: readonly Run[]): TwinsTogether {
  const twins = runs.flatMap((run) =>
    twinsOf(run).filter(({ comparison }) => comparison.verdict !== "not measured")
      .map((each) => ({ ...each, runId: run.runId }))
  );
  if (twins.length === 0) {
    throw new GauntletError(
      `Judging twins of ${counted(runs.length, "run")}: none has a cell that rode twice in three ` +
        `blocks; give runs that have.`,
    );
  }
  const uniformity = uniformityOf(twins.map(({ comparison }) => comparison.pValue));
  const differing = twins.filter(({ comparison }) => comparison.verdict === "different").length;
  return {
    ...uniformity,
    twins,
    sentence: `${counted(twins.length, "pair")} of twins, ${differing} called different; their ` +
      `p-values lie ${
        uniformity.pValue < 0.05 ? "un" : ""
      }evenly between 0 and 1 (Kolmogorov and ` +
      `Smirnov: p = ${uniformity.pValue.toFixed(2)}).`,
  };
}
