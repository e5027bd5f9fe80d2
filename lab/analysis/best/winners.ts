/**
 * The best of some cells over the best of others: chosen by one lot of blocks and compared by another,
 * while the run is measured and ever after, by one procedure.
 */
import { mean } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import { counted, percent } from "../../text/format.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { BestCells } from "../../nouns/registered.ts";
import type { Run, Trials } from "../../nouns/run.ts";
import { cellKey, distinctCellLabels, trialsOf } from "../tables/cells.ts";
import { remembered } from "../tables/remembered.ts";
import { compareAll } from "../comparing/compare-all.ts";
import type { Comparison } from "../comparing/compare.ts";
import { flatteryOf } from "./flattery.ts";
import { type Asked, compareAsClaimed, goesByLooks } from "../comparing/looked.ts";

/** Two cells that were chosen, and by what. */
export interface Winners {
  over: Cell;
  under: Cell;
  /** Blocks up to this one chose them; only later ones are free of the luck that they won by. */
  afterBlock: number;
}

/** The trials of a run, and what its plan says of its blocks. */
type Measured = Trials & { plan: Pick<Plan, "profile" | "claims"> };

const once = remembered<Run["trials"]>();

/**
 * The part of a run that a best is chosen by: where later blocks were for claims alone, those before, in
 * which all cells rode alike; else all of it.
 */
export function choosingPart<T extends Measured>(run: T): T {
  const { trials, plan: { profile, claims } } = run;
  if (!goesByLooks({ profile, claims })) return run;
  const { blocks } = profile;
  const earlier = once(trials, `${blocks}`, () => trials.filter(({ block }) => block <= blocks));
  return { ...run, trials: earlier };
}

/**
 * The cell of either group with the highest throughput, as `bestOf` has it, by the blocks that every cell
 * is measured in. What comes later changes no winner, so a run that is resumed goes on with the same two.
 *
 * A group of which nothing is measured yet has its first cell.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { winnersOf } from "lab/analysis/best/winners.ts";
 * const run = fixtureRun({ blocks: 5, noiseShare: 0.01 });
 * const [first, ...others] = cellsOf(run);
 * console.log(winnersOf(run, { over: others, under: [first!] }).afterBlock); // 3
 * ```
 */
export function winnersOf(run: Measured, { over, under }: BestCells["best"]): Winners {
  const chosenBy = choosingPart(run);
  const levelOf = (cell: Cell) => {
    const trials = trialsOf(chosenBy, cell);
    return trials.length === 0
      ? -Infinity
      : mean(trials.map(({ outcome }) => Math.log(outcome.throughputRps)));
  };
  const winner = (cells: readonly Cell[]) =>
    cells.map((cell) => ({ cell, level: levelOf(cell) }))
      .reduce((a, b) => b.level > a.level ? b : a).cell;
  return { over: winner(over), under: winner(under), afterBlock: run.plan.profile.blocks };
}

/**
 * Compares the best of one group with the best of another. The best of many is best by luck too, and the
 * blocks that chose it tell of that luck: so the two are compared by later blocks alone, as
 * `compareAsClaimed` does, with looks counted on those.
 *
 * A run that has no three of them judges the two by the blocks that it has, and the reason says that
 * the same blocks chose them, and by how much that may flatter each.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { compareBest } from "lab/analysis/best/winners.ts";
 * const run = fixtureRun({ blocks: 5 });
 * const [first, ...others] = cellsOf(run);
 * console.log(compareBest(run, { over: others, under: [first!] }).reason);
 * ```
 */
export function compareBest(run: Run, best: BestCells["best"], asked: Asked = {}): Comparison {
  const { over, under, afterBlock } = winnersOf(run, best);
  const comparison = compareAsClaimed(run, [over, under], { ...asked, afterBlock });
  const choice = choiceText(run, best, comparison);
  if (comparison.verdict === "not measured" || choice === null) return comparison;
  return { ...comparison, reason: `${comparison.reason} ${choice}` };
}

/** Of how many each is the best, by which blocks, and what that does to it; `null` where none was chosen. */
function choiceText(run: Run, best: BestCells["best"], comparison: Comparison): string | null {
  const { cellA, cellB, blockRatios, afterBlock } = comparison;
  const labels = distinctCellLabels([cellA, cellB], run);
  const chosenBy = choosingPart(run);
  const sides = [[cellA, best.over], [cellB, best.under]] as const;
  const chosen = sides.map(([cell, group], index) => ({
    ...{ cell, label: labels[index]! },
    group: onceEach(group).filter((each) => trialsOf(chosenBy, each).length > 0),
  })).filter(({ group }) => group.length > 1);
  if (chosen.length === 0) return null;
  const who = chosen.map(({ label, group }, index) =>
    index === 0 ? `${label} is the best of ${group.length}` : `${label} of ${group.length}`
  ).join(", ");
  const choosing = chosen.flatMap(({ group }) =>
    group.flatMap((cell) => trialsOf(chosenBy, cell).map(({ block }) => block))
  );
  const judging = blockRatios.map(({ block }) => block);
  if (afterBlock !== undefined) {
    return `${who}, chosen by ${blocksText(choosing)}, compared on ${blocksText(judging)}.`;
  }
  const where = `${who}, chosen and judged by the same blocks`;
  if (comparison.measure !== "throughputRps") return `${where}.`;
  const flattery = chosen.map((each) => ({
    ...each,
    share: shareOf(run, each, choosing, judging),
  }));
  if (flattery.some(({ share }) => share === null)) {
    return `${where}, which flatters; by how much is not known.`;
  }
  const flattered = flattery.filter(({ share }) => share! > 0);
  if (flattered.length === 0) return `${where}; each is told from all others.`;
  const byHowMuch = flattered.map(({ label, share }) => `${label} by up to ${percent(share!)}`);
  return `${where}, which flatters ${byHowMuch.join(" and ")} until fresh blocks confirm it.`;
}

/** By how much the blocks that judge a best flatter it: in those that did not choose it there is no luck. */
function shareOf(
  run: Run,
  { cell, group }: { cell: Cell; group: readonly Cell[] },
  choosing: readonly number[],
  judging: readonly number[],
): number | null {
  const others = group.filter((each) => cellKey(each) !== cellKey(cell));
  const pairs = others.map((other) => [other, cell] as const);
  const comparisons = compareAll(run, pairs, { simultaneous: true });
  const rivals = others.filter((_, index) => comparisons[index]!.verdict !== "different");
  const both = new Set(judging.filter((block) => choosing.includes(block))).size;
  return flatteryOf(run, cell, rivals, both / judging.length);
}

/** Twins are one cell. */
const onceEach = (cells: readonly Cell[]): Cell[] => [
  ...new Map(cells.map((cell) => [cellKey(cell), cell])).values(),
];

/** `blocks 4–12`; with gaps, how many. */
function blocksText(blocks: readonly number[]): string {
  const own = [...new Set(blocks)].sort((a, b) => a - b);
  const [first, last] = [own[0]!, own.at(-1)!];
  if (own.length === 1) return `block ${first}`;
  return last - first === own.length - 1
    ? `blocks ${first}–${last}`
    : `${counted(own.length, "block")} from ${first} to ${last}`;
}
