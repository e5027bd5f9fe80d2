/** The best configuration of a variant, and what cannot be told from it. */
import { logAverage, median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import {
  bySize,
  cellsOf,
  distinctCellLabels,
  scenarioKey,
  settingsLabel,
  trialsOf,
} from "../tables/cells.ts";
import type { Comparison } from "../comparing/compare.ts";
import { compareAll } from "../comparing/compare-all.ts";
import { flatteryOf } from "./flattery.ts";
import { counted, formatCount, percent } from "../../text/format.ts";
import { DELTA_SHARE, FEWEST_BLOCKS } from "../judgement/verdict.ts";
import { choosingPart } from "./winners.ts";
import { GauntletError, NothingToShow } from "../../nouns/error.ts";

/** A configuration and what it gave. */
export interface Standing {
  cell: Cell;
  /** `alpha-sync 3×5`. */
  label: string;
  trialCount: number;
  /** The geometric mean over trials, as ratios are made of; and the range that they span. */
  throughputRps: number;
  lowestRps: number;
  highestRps: number;
  /**
   * What it costs, medians over trials: resident memory, processes, threads, database connections;
   * `null` where no trial knows.
   */
  serverMemoryMiB: number | null;
  serverProcessCount: number | null;
  serverThreadCount: number | null;
  databaseConnectionCount: number | null;
}

export interface BestOf {
  variant: string;
  best: Standing;
  /** How many configurations were compared, the best among them. */
  cellCount: number;
  /** Those that this run cannot tell from the best, smallest first; the best is not among them. */
  indistinct: (Standing & { comparison: Comparison })[];
  /**
   * The smallest configuration (fewest workers × threads) that is neither told from the best nor, by
   * its ratio, more than δ slower. Below three blocks nothing can be told: then it is the best.
   */
  smallest: Standing;
  /**
   * By how much the throughput of the best flatters it, at the most: it was chosen by the same blocks that
   * it is judged by. 0 where it stands apart from all others; `null` where their spread is not known.
   */
  flatteryShare: number | null;
  /** All of this in a sentence or two. */
  sentence: string;
  /** What the smallest configuration costs beside the best: memory and connections. */
  costSentence: string;
}

export interface BestOptions {
  /** Which cells of the variant take part, where a run asks it several scenarios. */
  where?: (cell: Cell) => boolean;
  /** Default 0.1. */
  deltaShare?: number;
}

/**
 * The cell of a variant with the highest throughput.
 *
 * The best of many is best by luck too (the winner's curse): chosen and judged by the same blocks, its
 * throughput is too high, by some 7 % of nine cells in four blocks. `flatteryShare` says how much that
 * is here at the most, which is where all that cannot be told from it are in truth equal; only blocks
 * that come after the choice are free of it. So it is compared with each other cell by intervals that
 * hold together, `compareAll` at α shared among them, as in multiple comparisons with the best (Hsu
 * 1996). The true best is among `best` and `indistinct` in at least 95 of 100 runs.
 *
 * Where later blocks of the run were for claims alone, it goes by those before, in which all cells rode
 * alike; `compareBest` compares two bests by the later ones.
 *
 * @throws when the run has no completed trial of the variant, or asks it several scenarios
 * @example
 * ```ts
 * import { bestOf } from "lab/analysis/best/best.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(bestOf(fixtureRun(), "gamma-sync").sentence);
 * ```
 */
export function bestOf(
  whole: Run,
  variant: string,
  { where = () => true, deltaShare = DELTA_SHARE }: BestOptions = {},
): BestOf {
  const cellsIn = (run: Run) =>
    cellsOf(run).filter((cell) =>
      cell.variant === variant && where(cell) && trialsOf(run, cell).length > 0
    );
  const chosenBy = choosingPart(whole);
  // Where none of those trials counts, later ones are all that is known.
  const run = cellsIn(chosenBy).length > 0 ? chosenBy : whole;
  const cells = cellsIn(run);
  refuseUnlessComparable(run, variant, cells);
  const labels = distinctCellLabels(cells, run);
  const standings = cells.map((cell, index) => standingOf(run, cell, labels[index]!));
  const best = standings.reduce((a, b) => b.throughputRps > a.throughputRps ? b : a);
  const others = standings.filter((standing) => standing !== best);
  const pairs = others.map(({ cell }) => [cell, best.cell] as const);
  const comparisons = pairs.length === 0
    ? []
    : compareAll(run, pairs, { simultaneous: true, deltaShare });
  const indistinct = others
    .map((standing, index) => ({ ...standing, comparison: comparisons[index]! }))
    .filter(({ comparison }) => comparison.verdict !== "different")
    .sort((a, b) => bySize(a.cell, b.cell));
  const blocks = new Set(cells.flatMap((cell) => trialsOf(run, cell).map(({ block }) => block)));
  const close = indistinct.filter(({ comparison }) =>
    comparison.blocks >= FEWEST_BLOCKS && comparison.ratio >= 1 / (1 + deltaShare)
  );
  const smallest: Standing = [best, ...close].sort((a, b) => bySize(a.cell, b.cell))[0]!;
  const flatteryShare = flatteryOf(run, best.cell, indistinct.map(({ cell }) => cell));
  const result = { variant, best, cellCount: cells.length, indistinct, smallest, flatteryShare };
  return {
    ...result,
    sentence: sentenceOf(result, blocks.size, deltaShare),
    costSentence: costSentenceOf(result),
  };
}

function refuseUnlessComparable(run: Run, variant: string, cells: Cell[]): void {
  if (cells.length === 0) {
    const measured = [...new Set(cellsOf(run).map((cell) => cell.variant))].join(", ");
    throw new NothingToShow(
      `Looking for the best of ${variant} in run ${run.runId}: it has no completed trial of it; ` +
        `it measured ${measured || "nothing"}.`,
    );
  }
  const scenarios = new Set(cells.map(({ scenario }) => scenarioKey(scenario)));
  if (scenarios.size > 1) {
    throw new GauntletError(
      `Looking for the best of ${variant} in run ${run.runId}: it was asked ${scenarios.size} ` +
        `scenarios; choose one with { where: (cell) => … }.`,
    );
  }
}

function standingOf(run: Run, cell: Cell, label: string): Standing {
  const trials = trialsOf(run, cell);
  const throughputs = trials.map(({ outcome }) => outcome.throughputRps);
  const typical = (of: (outcome: typeof trials[0]["outcome"]) => number | null) => {
    const known = trials.map(({ outcome }) => of(outcome)).filter((value) => value !== null);
    return known.length === 0 ? null : median(known);
  };
  return {
    cell,
    label,
    trialCount: throughputs.length,
    throughputRps: logAverage(throughputs),
    lowestRps: Math.min(...throughputs),
    highestRps: Math.max(...throughputs),
    serverMemoryMiB: typical((outcome) => outcome.serverMemoryMiB),
    serverProcessCount: typical((outcome) => outcome.serverProcessCount),
    serverThreadCount: typical((outcome) => outcome.serverThreadCount),
    databaseConnectionCount: typical((outcome) => outcome.databaseConnectionCount),
  };
}

function costSentenceOf({ best, smallest }: Pick<BestOf, "best" | "smallest">): string {
  const cost = ({ serverMemoryMiB, databaseConnectionCount }: Standing) =>
    [
      serverMemoryMiB === null
        ? "an unknown amount of memory"
        : `${formatCount(serverMemoryMiB)} MiB`,
      databaseConnectionCount === null
        ? "an unknown number of database connections"
        : `${formatCount(databaseConnectionCount)} database connections`,
    ].join(" and ");
  if (smallest === best) return `${best.label} takes ${cost(best)}.`;
  return `${settingsLabel(smallest.cell.settings)} takes ${cost(smallest)}, ` +
    `${settingsLabel(best.cell.settings)} takes ${cost(best)}.`;
}

function sentenceOf(
  { best, cellCount, indistinct, smallest, flatteryShare }: Omit<
    BestOf,
    "sentence" | "costSentence"
  >,
  blocks: number,
  deltaShare: number,
): string {
  const range = best.trialCount > 1
    ? ` (${formatCount(best.lowestRps)}–${formatCount(best.highestRps)})`
    : "";
  const first = `${best.label} gave most: ${formatCount(best.throughputRps)} requests/s${range}`;
  if (cellCount === 1) return `${first}; no other configuration was measured.`;
  if (blocks < FEWEST_BLOCKS) {
    return `${first}; with ${counted(blocks, "block")} ` +
      `no configuration can be told from another.`;
  }
  const share = flatteryShare ? `, by up to ${percent(flatteryShare)} here` : "";
  const biased =
    ` The best of ${cellCount} is best by luck too${share}; only fresh blocks show it as it is.`;
  if (indistinct.length === 0) {
    return `${first}, surely more than ${cellCount === 2 ? "the other" : "each other"}.${biased}`;
  }
  const open = indistinct.length === 1
    ? `whether ${settingsLabel(indistinct[0]!.cell.settings)} gives as much`
    : `which of ${indistinct.length} others give as much`;
  const least = smallest === best
    ? "no smaller one gave nearly as much"
    : `${settingsLabel(smallest.cell.settings)} is the smallest that gave nearly as much`;
  return `${first}; ${open} these blocks cannot tell, and ${least} (within ${
    percent(deltaShare)
  }).${biased}`;
}
