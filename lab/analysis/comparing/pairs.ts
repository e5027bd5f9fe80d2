/** The cells of a run side by side, block by block: what the judgement learns from and judges. */
import { mean } from "simple-statistics";
import { cellKey, scenarioKey } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Trials } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { isCompleted } from "../tables/cells.ts";
import type { Pair } from "../judgement/pair.ts";
import { type Measure, measuredValue } from "./measure.ts";
import { counts } from "./validity.ts";

/** A cell with the logarithms that its trials measured, in each block that it rode in. */
export interface Rider {
  cell: Cell;
  /** By block, first to last; in it a value a trial, in their order, `null` where nothing that counts was measured. */
  logsByBlock: ReadonlyMap<number, readonly (number | null)[]>;
}

/** Two cells in the blocks in which both rode, whether or not they came to anything. */
export interface RunPair extends Pair {
  /** The block of each difference. */
  blocks: readonly number[];
}

/** The cells of a run, by their keys and in the order of these: that of trials does not matter. */
export function ridersOf(run: Trials, measure: Measure): Map<string, Rider> {
  const inOrder = run.trials.toSorted((a, b) => a.block - b.block || a.trial - b.trial);
  const byCell = [...Map.groupBy(inOrder, ({ cell }) => cellKey(cell))];
  return new Map(
    byCell.sort(([a], [b]) => a < b ? -1 : 1).map(([key, ofCell]) => [key, {
      cell: ofCell[0]!.cell,
      logsByBlock: new Map(
        [...Map.groupBy(ofCell, ({ block }) => block)].map(([block, ofBlock]) => [
          block,
          ofBlock.map((trial) => logOf(trial, run, measure)),
        ]),
      ),
    }]),
  );
}

function logOf(trial: Trial, run: Trials, measure: Measure): number | null {
  const value = isCompleted(trial) && counts(trial, run)
    ? measuredValue(trial.outcome, measure)
    : null;
  return value === null ? null : Math.log(value);
}

/** Two cells, or the twins that a cell has where it rides twice; trials of a cell in a block are averaged. */
export function sideBySide(a: Rider, b: Rider): RunPair {
  if (cellKey(a.cell) === cellKey(b.cell)) return twinsOf(a);
  const blocks = [...a.logsByBlock.keys()].filter((block) => b.logsByBlock.has(block));
  const scenario = scenarioKey(a.cell.scenario);
  return {
    cellA: cellKey(a.cell),
    cellB: cellKey(b.cell),
    scenario: scenario === scenarioKey(b.cell.scenario) ? scenario : null,
    blocks,
    differences: blocks.map((block) =>
      difference(levelOf(a.logsByBlock.get(block)!), levelOf(b.logsByBlock.get(block)!))
    ),
  };
}

/**
 * The first two trials of a cell in each block. Nothing but their order tells them apart, so in every
 * other block the later one counts as A: a machine that speeds up within blocks would else show as a
 * difference between equals. To call them the other way round mirrors the ratio and nothing else.
 */
function twinsOf({ cell, logsByBlock }: Rider): RunPair {
  const twice = [...logsByBlock].filter(([, logs]) => logs.length > 1);
  return {
    cellA: cellKey(cell),
    cellB: `${cellKey(cell)}, its twin`,
    scenario: scenarioKey(cell.scenario),
    blocks: twice.map(([block]) => block),
    differences: twice.map(([, [first, second]], index) =>
      index % 2 === 0 ? difference(first!, second!) : difference(second!, first!)
    ),
  };
}

/** Every pair of one scenario, and the twins: what tells how much pairs vary. */
export function pairsOf(riders: Iterable<Rider>): RunPair[] {
  const scenarios = Map.groupBy(riders, ({ cell }) => scenarioKey(cell.scenario));
  return [...scenarios.values()].flatMap((alike) =>
    alike.flatMap((a, index) => [
      ...(ridesTwice(a) ? [sideBySide(a, a)] : []),
      ...alike.slice(index + 1).map((b) => sideBySide(a, b)),
    ])
  );
}

/** Whether a cell has a twin. */
export const ridesTwice = ({ logsByBlock }: Rider): boolean =>
  [...logsByBlock.values()].some((logs) => logs.length > 1);

function levelOf(logs: readonly (number | null)[]): number | null {
  const known = logs.filter((log) => log !== null);
  return known.length === 0 ? null : mean(known);
}

const difference = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a - b;
