/** A server's throughput as a share of what its run saw the database give with no web server. */
import { median } from "simple-statistics";
import type { Cell, CompletedTrial, Run } from "../nouns/types.ts";
import { cellKey, cellsOf, distinctCellLabels, trialsOf } from "./cells.ts";

/** The variant that measures it: `ceilingCell()`. */
const CEILING = "ceiling";

/** The most that the database gave for a cell's SQL. */
export interface Ceiling {
  /** The cell that measured it. */
  cell: Cell;
  /** `join`, `limit-then-key` or `django-join`. */
  sql: string;
  /** Sessions that asked at once. */
  sessionCount: number;
  /** Median over its trials. */
  throughputRps: number;
  /** The same for each block that it was measured in. */
  byBlockRps: ReadonlyMap<number, number>;
}

export const isCeiling = ({ variant }: Cell): boolean => variant === CEILING;

/**
 * The ceiling of a cell, from the ceiling cells of its own run: the same rows and shape of SQL, and no
 * more sessions than the cell has requests under way; the highest of those, since a pool may be
 * smaller than the load. `null` where the run measured none, or the cell's SQL is none of the shapes.
 *
 * The shape is read off the cell's receipts, or off its setting `sql` where there are none.
 *
 * @example
 * ```ts
 * import { ceilingOf, cellsOf } from "lab";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * const run = fixtureRun();
 * console.log(ceilingOf(run, cellsOf(run)[0]!)); // null
 * ```
 */
export function ceilingOf(run: Run, cell: Cell): Ceiling | null {
  return ceilingFinder(run)(cell);
}

/** `ceilingOf` for many cells of a run: looks at its trials once. */
export function ceilingFinder(run: Run): (cell: Cell) => Ceiling | null {
  const ceilings = cellsOf(run).filter(isCeiling).flatMap((cell) => measured(run, cell));
  const found = new Map<string, Ceiling | null>();
  return (cell) => {
    if (ceilings.length === 0 || isCeiling(cell)) return null;
    const key = cellKey(cell);
    if (!found.has(key)) found.set(key, highestFor(run, cell, ceilings));
    return found.get(key)!;
  };
}

/** A trial's throughput over the ceiling of its own block, or its median where that block has none. */
export function ceilingShareOf({ block, outcome }: CompletedTrial, ceiling: Ceiling): number {
  return outcome.throughputRps / (ceiling.byBlockRps.get(block) ?? ceiling.throughputRps);
}

/** The median over a cell's trials of the above; `null` where it has no ceiling. */
export function medianCeilingShare(run: Run, cell: Cell): number | null {
  const ceiling = ceilingOf(run, cell);
  const trials = trialsOf(run, cell);
  if (ceiling === null || trials.length === 0) return null;
  return median(trials.map((trial) => ceilingShareOf(trial, ceiling)));
}

/** A cell against its ceiling. */
export interface CeilingShare {
  cell: string;
  sql: string;
  throughputRps: number;
  ceilingRps: number;
  /** Median over trials, each over the ceiling of its own block. */
  ceilingShare: number;
}

/**
 * Every cell that has a ceiling in its run, as a share of it; empty where the run has no ceiling cell.
 * Near 1 the database is what was measured, and frameworks cannot differ; above 1 the server's client
 * of SQL was cheaper than the ceiling's, or the machine drifted.
 *
 * @example
 * ```ts
 * import { ceilingShares } from "lab";
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * console.log(ceilingShares(fixtureRun())); // []
 * ```
 */
export function ceilingShares(run: Run): CeilingShare[] {
  const find = ceilingFinder(run);
  const cells = cellsOf(run).filter((cell) =>
    find(cell) !== null && trialsOf(run, cell).length > 0
  );
  const labels = distinctCellLabels(cells);
  return cells.map((cell, index) => {
    const ceiling = find(cell)!;
    const trials = trialsOf(run, cell);
    return {
      cell: labels[index]!,
      sql: ceiling.sql,
      throughputRps: median(trials.map(({ outcome }) => outcome.throughputRps)),
      ceilingRps: ceiling.throughputRps,
      ceilingShare: median(trials.map((trial) => ceilingShareOf(trial, ceiling))),
    };
  });
}

function measured(run: Run, cell: Cell): Ceiling[] {
  const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.throughputRps > 0);
  const sql = cell.settings.options?.sql;
  if (trials.length === 0 || sql === undefined) return [];
  const rpsOf = (some: CompletedTrial[]) =>
    median(some.map(({ outcome }) => outcome.throughputRps));
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return [{
    cell,
    sql,
    sessionCount: cell.scenario.load.connections,
    throughputRps: rpsOf(trials),
    byBlockRps: new Map([...blocks].map(([block, some]) => [block, rpsOf(some)])),
  }];
}

function highestFor(run: Run, cell: Cell, ceilings: Ceiling[]): Ceiling | null {
  const { endpoint, rows, load } = cell.scenario;
  const sql = endpoint === "/quote" ? shapeOf(run, cell) : null;
  return ceilings
    .filter((ceiling) =>
      ceiling.sql === sql && ceiling.cell.scenario.rows === rows &&
      ceiling.sessionCount <= load.connections
    )
    .toSorted((a, b) => b.throughputRps - a.throughputRps)[0] ?? null;
}

/** Statements that fewer requests than this need are upkeep. */
const USUAL_SHARE = 0.5;

/** Which shape a cell asked, by the statement that sorts the quotes. */
function shapeOf(run: Run, cell: Cell): string | null {
  const trials = trialsOf(run, cell);
  const sorting = trials.flatMap(({ outcome }) => outcome.receipt?.statements ?? [])
    .find(({ sql, callCount }) =>
      /order by random\(\).* limit /is.test(sql) &&
      callCount >= USUAL_SHARE * Math.min(...trials.map(({ outcome }) => outcome.okCount))
    );
  if (sorting === undefined) {
    const hasBooks = trials.some(({ outcome }) => outcome.receipt !== null);
    return hasBooks ? null : cell.settings.options?.sql ?? null;
  }
  const sql = sorting.sql.replaceAll('"', "");
  if (!/ join /i.test(sql)) return "limit-then-key";
  const [columns] = sql.split(/ from /i);
  return /author\.id\b/i.test(columns!) ? "django-join" : "join";
}
