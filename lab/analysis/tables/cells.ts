/** What a cell is called and how it is told from others. */
import { logAverage } from "simple-statistics";
import { cellKey } from "../../nouns/cell.ts";
import { counted } from "../../text/format.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Run, Trials } from "../../nouns/run.ts";
import { GauntletError } from "../../nouns/error.ts";
import type { CompletedTrial, Trial } from "../../nouns/trial.ts";
import { type CountOptions, counts } from "../comparing/validity.ts";
import { loadLabel, parametersLabel, sizeLabel, type WithFacts } from "./facts.ts";

export { cellKey, scenarioKey } from "../../nouns/cell.ts";

/** `pool=lifo, sql=raw`: the options that are set, by name; nothing where none is. */
export function optionsLabel({ options = {} }: Cell["settings"]): string {
  return Object.entries(options).sort().map(([name, value]) => `${name}=${value}`).join(", ");
}

/**
 * `3×5` is 3 workers of 5 threads each; a variant without threads has `1 worker`, `2 workers`; a
 * server that the lab did not start runs `as it is`.
 */
export function settingsLabel({ workers, threads }: Cell["settings"]): string {
  if (workers === null) return "as it is";
  return threads === null ? counted(workers, "worker") : `${workers}×${threads}`;
}

/**
 * A cell's short name: `alpha-sync 3×5` (workers × threads) or `beta-async 2 workers`; the variant's
 * name alone where it runs as it is.
 *
 * @example
 * ```ts
 * import { cellLabel } from "lab/analysis/tables/cells.ts";
 * const label = cellLabel({
 *   variant: "alpha-sync",
 *   settings: { workers: 3, threads: 5, poolMin: 5, poolMax: 15 },
 *   scenario: {
 *     workload: "shop",
 *     endpoint: "item",
 *     size: 1000,
 *     load: { kind: "closed", connections: 64 },
 *   },
 * });
 * console.log(label); // alpha-sync 3×5
 * ```
 */
export function cellLabel({ variant, settings }: Cell): string {
  return settings.workers === null ? variant : `${variant} ${settingsLabel(settings)}`;
}

/** `connects in 50 ms`, `1,000 idle`: what the scenario does beside its load; nothing where it does not. */
function conditionsLabel(
  { connectDelayMs, databaseRoundTripMs, killBackendsEveryS, idleConnections }: Cell["scenario"],
): string {
  return [
    connectDelayMs && `connects in ${connectDelayMs} ms`,
    databaseRoundTripMs && `database ${databaseRoundTripMs} ms away`,
    killBackendsEveryS && `sessions ended every ${killBackendsEveryS} s`,
    idleConnections && `${idleConnections.toLocaleString("en")} idle`,
  ].filter(Boolean).join(", ") || "undisturbed";
}

/**
 * Labels for cells shown together: what the short name hides is added wherever the cells differ.
 *
 * @param run whose plan says what sizes count
 */
export function distinctCellLabels(cells: readonly Cell[], run?: WithFacts): string[] {
  cells.forEach(cellKey); // refuses what is no cell
  const details: ((cell: Cell) => string)[] = [
    ({ scenario }) => scenario.workload,
    ({ scenario }) => scenario.endpoint,
    ({ scenario }) => parametersLabel(scenario) || "no parameters",
    ({ scenario }) => conditionsLabel(scenario),
    ({ scenario }) => sizeLabel(scenario, run),
    ({ scenario }) => loadLabel(scenario.load),
    ({ scenario }) => counted(scenario.load.generatorCount ?? 1, "generator"),
    ({ settings }) => poolLabel(settings),
    ({ settings }) => optionsLabel(settings) || "no options",
  ];
  const distinct = new Set(cells);
  const told = (of: (cell: Cell) => string) => [...distinct].map(of).filter(Boolean);
  const telling = details.filter((of) => new Set(told(of)).size > 1);
  const labels = new Map(
    [...distinct].map((cell) => [cell, [cellLabel(cell), ...telling.map((of) => of(cell))]]),
  );
  return cells.map((cell) => labels.get(cell)!.filter(Boolean).join(" · "));
}

/** `pool 5–15` of each worker; nothing where the lab did not set it. */
function poolLabel({ poolMin, poolMax }: Cell["settings"]): string {
  return poolMin === null || poolMax === null ? "" : `pool ${poolMin}–${poolMax}`;
}

/** The cells that have trials in a run, in the order of variant, workers, threads. */
export function cellsOf(run: Run): Cell[] {
  refuseUnlessRun(run);
  const cells = new Map(run.trials.map(({ cell }) => [cellKey(cell), cell]));
  return [...cells.values()].sort((a, b) =>
    a.variant.localeCompare(b.variant) || bySize(a, b) || (cellKey(a) < cellKey(b) ? -1 : 1)
  );
}

/**
 * How many requests a cell can work on at once by its settings: workers, times threads if any; `null`
 * where the lab did not set them.
 */
export function cellSize({ settings: { workers, threads } }: Cell): number | null {
  return workers === null ? null : workers * (threads ?? 1);
}

/** Sorts smaller configurations first; of equals, the one with fewer processes; unknown ones last. */
export function bySize(a: Cell, b: Cell): number {
  const [sizeA, sizeB] = [cellSize(a) ?? Infinity, cellSize(b) ?? Infinity];
  if (sizeA !== sizeB) return sizeA < sizeB ? -1 : 1;
  return (a.settings.workers ?? 0) - (b.settings.workers ?? 0);
}

export function isCompleted(trial: Trial): trial is CompletedTrial {
  return trial.outcome.state === "completed";
}

/** The usual slip of a notebook: a run that is not awaited. */
export function refuseUnlessRun(run: Pick<Trials, "trials">): void {
  if (Array.isArray(run?.trials)) return;
  const what = run instanceof Promise ? "a promise" : String(run);
  throw new GauntletError(
    `Cannot read the trials of ${what}: it is no run; write const run = await runOf(…)`,
  );
}

/**
 * The trials of a run that were measured to their end, whether or not they count.
 *
 * @throws GauntletError when it is no run
 */
export function completedTrials(run: Pick<Trials, "trials">): CompletedTrial[] {
  refuseUnlessRun(run);
  return run.trials.filter(isCompleted);
}

/**
 * The measured trials of one cell that count, in the order they were made: those that are invalid are
 * left out, unless they are asked for.
 */
export function trialsOf(run: Trials, cell: Cell, options: CountOptions = {}): CompletedTrial[] {
  const key = cellKey(cell);
  return completedTrials(run)
    .filter((trial) => cellKey(trial.cell) === key && counts(trial, run, options))
    .sort((a, b) => a.block - b.block || a.trial - b.trial);
}

/** A cell's throughput: the geometric mean over its trials that count, as ratios are made of. */
export const meanRps = (run: Trials, cell: Cell): number =>
  logAverage(trialsOf(run, cell).map(({ outcome }) => outcome.throughputRps));
