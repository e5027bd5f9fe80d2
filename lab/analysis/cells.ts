/** What a cell is called and how it is told from others. */
import { pathOf } from "../nouns/path.ts";
import type { Cell, CompletedTrial, Run, Trial } from "../nouns/types.ts";

/** A run asks for the keys of its cells again and again, and has few cells. */
const keys = new WeakMap<Cell, string>();

/** The same text for the same variant, settings and scenario, whatever the order of their fields. */
export function cellKey(cell: Cell): string {
  const known = keys.get(cell);
  if (known !== undefined) return known;
  const key = keyOf(cell);
  keys.set(cell, key);
  return key;
}

function keyOf({ variant, settings, scenario }: Cell): string {
  const { workers, threads, poolMin, poolMax } = settings;
  const { load, ...conditions } = scenario;
  return [
    variant,
    ...[workers, threads, poolMin, poolMax, optionsLabel(settings)],
    ...Object.entries(conditions).sort().flat(),
    ...Object.entries(load).sort().flat(),
  ].join("|");
}

/** `pool=lifo, sql=raw`: the options that are set, by name; nothing where none is. */
export function optionsLabel({ options = {} }: Cell["settings"]): string {
  return Object.entries(options).sort().map(([name, value]) => `${name}=${value}`).join(", ");
}

/** `3×5` is 3 workers of 5 threads each; a variant without threads has `1 worker`, `2 workers`. */
export function settingsLabel({ workers, threads }: Cell["settings"]): string {
  if (threads !== null) return `${workers}×${threads}`;
  return workers === 1 ? "1 worker" : `${workers} workers`;
}

/**
 * A cell's short name: `flask-sqlalchemy 3×5` (workers × threads) or `fastapi-sqlalchemy 2 workers`.
 *
 * @example
 * ```ts
 * import { cellLabel } from "lab/analysis/cells.ts";
 * const label = cellLabel({
 *   variant: "flask-sqlalchemy",
 *   settings: { workers: 3, threads: 5, poolMin: 5, poolMax: 15 },
 *   scenario: { endpoint: "/quote", rows: 1000, load: { kind: "closed", connections: 64 } },
 * });
 * console.log(label); // flask-sqlalchemy 3×5
 * ```
 */
export function cellLabel(cell: Cell): string {
  return `${cell.variant} ${settingsLabel(cell.settings)}`;
}

/** `64 connections`, or `200/s poisson` where requests arrive at a rate. */
export function loadLabel(load: Cell["scenario"]["load"]): string {
  if (load.kind === "open") return `${load.rateRps.toLocaleString("en")}/s ${load.arrivals}`;
  return load.connections === 1 ? "1 connection" : `${load.connections} connections`;
}

/** `connects in 50 ms`, `1,000 idle`: what the scenario does beside its load; nothing where it does not. */
function conditionsLabel(
  { connectDelayMs, killBackendsEveryS, idleConnections }: Cell["scenario"],
): string {
  return [
    connectDelayMs && `connects in ${connectDelayMs} ms`,
    killBackendsEveryS && `sessions ended every ${killBackendsEveryS} s`,
    idleConnections && `${idleConnections.toLocaleString("en")} idle`,
  ].filter(Boolean).join(", ") || "undisturbed";
}

/** Labels for cells shown together: what the short name hides is added wherever the cells differ. */
export function distinctCellLabels(cells: readonly Cell[]): string[] {
  const details: ((cell: Cell) => string)[] = [
    ({ scenario }) => pathOf(scenario),
    ({ scenario }) => conditionsLabel(scenario),
    ({ scenario }) => `${scenario.rows.toLocaleString("en")} rows`,
    ({ scenario }) => loadLabel(scenario.load),
    ({ settings }) => `pool ${settings.poolMin}–${settings.poolMax}`,
    ({ settings }) => optionsLabel(settings) || "no options",
  ];
  const distinct = new Set(cells);
  const telling = details.filter((of) => new Set([...distinct].map(of)).size > 1);
  const labels = new Map(
    [...distinct].map((cell) => [cell, [cellLabel(cell), ...telling.map((of) => of(cell))]]),
  );
  return cells.map((cell) => labels.get(cell)!.join(" · "));
}

/** The cells that have trials in a run, in the order of variant, workers, threads. */
export function cellsOf(run: Run): Cell[] {
  const cells = new Map(run.trials.map(({ cell }) => [cellKey(cell), cell]));
  return [...cells.values()].sort((a, b) =>
    a.variant.localeCompare(b.variant) || bySize(a, b) || (cellKey(a) < cellKey(b) ? -1 : 1)
  );
}

/** How many requests a cell can work on at once by its settings: workers, times threads if any. */
export function cellSize({ settings }: Cell): number {
  return settings.workers * (settings.threads ?? 1);
}

/** Sorts smaller configurations first; of equals, the one with fewer processes. */
export function bySize(a: Cell, b: Cell): number {
  return cellSize(a) - cellSize(b) || a.settings.workers - b.settings.workers;
}

export function isCompleted(trial: Trial): trial is CompletedTrial {
  return trial.outcome.state === "completed";
}

/** The trials of a run that were measured to their end. */
export function completedTrials(run: Run): CompletedTrial[] {
  return run.trials.filter(isCompleted);
}

/** The measured trials of one cell, in the order they were made. */
export function trialsOf(run: Run, cell: Cell): CompletedTrial[] {
  const key = cellKey(cell);
  return completedTrials(run)
    .filter((trial) => cellKey(trial.cell) === key)
    .sort((a, b) => a.block - b.block || a.trial - b.trial);
}
