/** A run as flat tables: what notebooks look at, filter and plot. */
import { type ColumnTable, table } from "arquero";
import type { CompletedTrial, Run } from "../types.ts";
import { cellLabel, completedTrials } from "./cells.ts";

export { cellLabel } from "./cells.ts";

/** One completed trial, flat. `…PerRequest` is for each 2xx answer, and `null` if there was none. */
export type TrialRow = ReturnType<typeof trialRow>;

/** One trial that could not be measured. */
export interface FailureRow {
  trial: number;
  block: number;
  cell: string;
  variant: string;
  reason: string;
}

/** Milliseconds for each answer, from seconds for all of them. */
function msPerRequest(seconds: number | null, okCount: number): number | null {
  return okCount === 0 || seconds === null ? null : seconds * 1000 / okCount;
}

function share(part: number | undefined, whole: number): number | null {
  return part === undefined || whole === 0 ? null : part / whole;
}

function trialRow({ trial, block, cell, startedAt, outcome }: CompletedTrial, title: string) {
  const { variant, settings, scenario } = cell;
  const { receipt, okCount } = outcome;
  return {
    trial,
    block,
    cell: cellLabel(cell),
    variant,
    title,
    workers: settings.workers,
    threads: settings.threads,
    poolMin: settings.poolMin,
    poolMax: settings.poolMax,
    endpoint: scenario.endpoint,
    rows: scenario.rows,
    connections: scenario.load.connections,
    startedAt,
    durationS: outcome.durationS,
    okCount,
    non2xxCount: outcome.non2xxCount,
    errorCount: outcome.errorCount,
    timeoutCount: outcome.timeoutCount,
    reconnectCount: outcome.reconnectCount,
    throughputRps: outcome.throughputRps,
    latencyMeanMs: outcome.latencyMeanMs,
    latencyP50Ms: outcome.latencyP50Ms,
    latencyP90Ms: outcome.latencyP90Ms,
    latencyP99Ms: outcome.latencyP99Ms,
    latencyMaxMs: outcome.latencyMaxMs,
    serverCpuS: outcome.serverCpuS,
    databaseCpuS: outcome.databaseCpuS,
    generatorCpuS: outcome.generatorCpuS,
    otherCpuS: outcome.otherCpuS,
    stolenCpuS: outcome.stolenCpuS,
    serverCpuMsPerRequest: msPerRequest(outcome.serverCpuS, okCount),
    databaseCpuMsPerRequest: msPerRequest(outcome.databaseCpuS, okCount),
    generatorCpuMsPerRequest: msPerRequest(outcome.generatorCpuS, okCount),
    serverMemoryMiB: outcome.serverMemoryMiB,
    serverProcessCount: outcome.serverProcessCount,
    serverThreadCount: outcome.serverThreadCount,
    databaseConnectionCount: outcome.databaseConnectionCount,
    statementsPerRequest: share(receipt?.statementCount, okCount),
    rowsPerRequest: share(receipt?.rowCount, okCount),
    sessionsOpenedCount: receipt?.sessionsOpenedCount ?? null,
    databaseExecutionMsPerRequest: share(receipt?.executionMs, okCount),
    readyS: outcome.readyS,
    overheadS: outcome.overheadS,
  };
}

const COLUMNS: (keyof TrialRow)[] = [
  "trial",
  "block",
  "cell",
  "variant",
  "title",
  "workers",
  "threads",
  "poolMin",
  "poolMax",
  "endpoint",
  "rows",
  "connections",
  "startedAt",
  "durationS",
  "okCount",
  "non2xxCount",
  "errorCount",
  "timeoutCount",
  "reconnectCount",
  "throughputRps",
  "latencyMeanMs",
  "latencyP50Ms",
  "latencyP90Ms",
  "latencyP99Ms",
  "latencyMaxMs",
  "serverCpuS",
  "databaseCpuS",
  "generatorCpuS",
  "otherCpuS",
  "stolenCpuS",
  "serverCpuMsPerRequest",
  "databaseCpuMsPerRequest",
  "generatorCpuMsPerRequest",
  "serverMemoryMiB",
  "serverProcessCount",
  "serverThreadCount",
  "databaseConnectionCount",
  "statementsPerRequest",
  "rowsPerRequest",
  "sessionsOpenedCount",
  "databaseExecutionMsPerRequest",
  "readyS",
  "overheadS",
];

/** The completed trials of a run as plain rows, in the order they were made. */
export function trialRows(run: Run, titles: Record<string, string> = {}): TrialRow[] {
  return completedTrials(run)
    .sort((a, b) => a.trial - b.trial)
    .map((trial) => trialRow(trial, titles[trial.cell.variant] ?? trial.cell.variant));
}

/**
 * The completed trials of a run as an arquero table, one row a trial; units are in the names.
 *
 * @param titles what to call a variant in the column `title`; its name where none is given
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { trialsTable } from "lab/analysis/tables.ts";
 * const trials = trialsTable(fixtureRun({ blocks: 2 }));
 * console.log(trials.groupby("cell").count().numRows() > 1); // true
 * ```
 */
export function trialsTable(run: Run, titles: Record<string, string> = {}): ColumnTable {
  const rows = trialRows(run, titles);
  return table(COLUMNS.map((column) => [column, rows.map((row) => row[column])]));
}

/** The trials that could not be measured, with the reason; empty when all went well. */
export function failures(run: Run): FailureRow[] {
  return run.trials.flatMap(({ trial, block, cell, outcome }) =>
    outcome.state === "failed"
      ? [{ trial, block, cell: cellLabel(cell), variant: cell.variant, reason: outcome.reason }]
      : []
  );
}
