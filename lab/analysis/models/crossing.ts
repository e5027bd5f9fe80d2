/** Where two servers change places as the database grows. */
import { compare } from "../comparing/compare.ts";
import { keyOf } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { cellsOf, distinctCellLabels, trialsOf } from "../tables/cells.ts";

/** Cells that differ in nothing but their number of rows, the fewest first. */
export interface SizeLine {
  /** What they have in common. */
  label: string;
  variant: string;
  cells: Cell[];
}

/** Two lines that change places between two sizes that were measured next to each other. */
export interface Crossing {
  /** Leads with the fewer rows. */
  first: SizeLine;
  /** Leads with the more. */
  then: SizeLine;
  fewer: number;
  more: number;
  /** Where straight lines through the two, on logarithmic scales, meet: a guess between two measurements. */
  rows: number;
  throughputRps: number;
  sentence: string;
}

/**
 * The cells of a run as lines over rows; those that were measured at one size alone are no line.
 *
 * @param cells which cells; by default all
 */
export function sizeLines(run: Run, cells: readonly Cell[] = cellsOf(run)): SizeLine[] {
  const measured = cells.filter((cell) => cell.scenario.size > 0 && trialsOf(run, cell).length > 0);
  const groups = [
    ...Map.groupBy(
      measured,
      ({ variant, settings, scenario: { size: _size, ...asked } }) =>
        keyOf({ variant, settings, asked }),
    ).values(),
  ].map((group) =>
    [...new Map(group.map((cell) => [cell.scenario.size, cell])).values()]
      .toSorted((a, b) => a.scenario.size - b.scenario.size)
  ).filter((group) => group.length > 1);
  // As cells of one size they are told apart by all else.
  const labels = distinctCellLabels(
    groups.map(([cell]) => ({ ...cell!, scenario: { ...cell!.scenario, size: 1 } })),
  );
  return groups.map((group, index) => ({
    label: labels[index]!,
    variant: group[0]!.variant,
    cells: group,
  }));
}

/**
 * Where lines change places: the one gives more at a size and less at the next, and both are told apart
 * there (`compare`). Lines that merely touch, or whose order is not known at one of the two, do not.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { crossingsOf } from "lab/analysis/models/crossing.ts";
 * const cells = ["gamma-sync", "beta-sync"].flatMap((variant) =>
 *   [1_000, 100_000].map((size) => fixtureCell(variant, 1, 5, { size }))
 * );
 * const run = fixtureRun({ cells, blocks: 5, throughputRpsOf: ({ variant, scenario: { size } }) =>
 *   variant === "gamma-sync" ? 200_000 / size : 100 });
 * console.log(crossingsOf(run).map(({ sentence }) => sentence));
 * ```
 */
export function crossingsOf(run: Run, cells?: readonly Cell[]): Crossing[] {
  const lines = sizeLines(run, cells);
  return lines.flatMap((a, at) => lines.slice(at + 1).flatMap((b) => crossingsBetween(run, a, b)));
}

function crossingsBetween(run: Run, a: SizeLine, b: SizeLine): Crossing[] {
  const both = a.cells.flatMap((cellA) => {
    const cellB = b.cells.find(({ scenario }) => scenario.size === cellA.scenario.size);
    return cellB === undefined ? [] : [{ size: cellA.scenario.size, cellA, cellB }];
  });
  const found: Crossing[] = [];
  for (let at = 1; at < both.length; at++) {
    const [before, after] = [both[at - 1]!, both[at]!];
    const [left, right] = [before, after].map(({ cellA, cellB }) => compare(run, cellA, cellB));
    if (left!.verdict !== "different" || right!.verdict !== "different") continue;
    if ((left!.ratio > 1) === (right!.ratio > 1)) continue;
    const share = Math.log(left!.ratio) / (Math.log(left!.ratio) - Math.log(right!.ratio));
    const between = (low: number, high: number) =>
      Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
    const [first, then] = left!.ratio > 1 ? [a, b] : [b, a];
    const rows = between(before.size, after.size);
    found.push({
      ...{ first, then, rows, fewer: before.size, more: after.size },
      throughputRps: between(meanRps(run, before.cellA), meanRps(run, after.cellA)),
      sentence:
        `${first.label} gives more than ${then.label} at ${inWords(before.size)} rows and ` +
        `less at ${inWords(after.size)}: they change places in between, near ${
          inWords(Number(rows.toPrecision(1)))
        } if both go straight.`,
    });
  }
  return found;
}

const inWords = (rows: number): string => rows.toLocaleString("en");

/** The geometric mean over trials, as ratios are made of. */
export function meanRps(run: Run, cell: Cell): number {
  const logs = trialsOf(run, cell).map(({ outcome }) => Math.log(outcome.throughputRps));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
