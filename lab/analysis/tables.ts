/** A run as flat tables: what notebooks look at, filter and plot. */
import { type ColumnTable, table } from "arquero";
import type { Cell, CompletedTrial, Run } from "../nouns/types.ts";
import { ceilingFinder, ceilingShareOf } from "./ceiling.ts";
import { cellLabel, completedTrials, optionsLabel } from "./cells.ts";
import { loadLabel, parametersLabel, titleOf } from "./facts.ts";

export { cellLabel } from "./cells.ts";

/** One completed trial, flat. `…PerRequest` is for each 2xx answer, and `null` if there was none. */
export type TrialRow = {
  [Column in keyof typeof COLUMNS]: ReturnType<typeof COLUMNS[Column]>;
};

/** One trial that could not be measured. */
export interface FailureRow {
  trial: number;
  block: number;
  cell: string;
  variant: string;
  reason: string;
}

/** What a column is made from. */
interface Told {
  trial: CompletedTrial;
  outcome: CompletedTrial["outcome"];
  cell: Cell;
  title: string;
  ceilingShare: number | null;
}

/** The columns in their order; `data/README.md` explains each. */
const COLUMNS = {
  trial: ({ trial }: Told) => trial.trial,
  block: ({ trial }: Told) => trial.block,
  cell: ({ cell }: Told) => cellLabel(cell),
  variant: ({ cell }: Told) => cell.variant,
  title: ({ title }: Told) => title,
  workers: ({ cell }: Told) => cell.settings.workers,
  threads: ({ cell }: Told) => cell.settings.threads,
  poolMin: ({ cell }: Told) => cell.settings.poolMin,
  poolMax: ({ cell }: Told) => cell.settings.poolMax,
  options: ({ cell }: Told) => optionsLabel(cell.settings),
  workload: ({ cell }: Told) => cell.scenario.workload,
  endpoint: ({ cell }: Told) => cell.scenario.endpoint,
  parameters: ({ cell }: Told) => parametersLabel(cell.scenario),
  size: ({ cell }: Told) => cell.scenario.size,
  load: ({ cell }: Told) => loadLabel(cell.scenario.load),
  tool: ({ cell, outcome }: Told) => outcome.loadTool ?? cell.scenario.load.tool ?? null,
  connections: ({ cell }: Told) => cell.scenario.load.connections,
  startedAt: ({ trial }: Told) => trial.startedAt,
  // The window.
  durationS: ({ outcome }: Told) => outcome.durationS,
  okCount: ({ outcome }: Told) => outcome.okCount,
  non2xxCount: ({ outcome }: Told) => outcome.non2xxCount,
  errorCount: ({ outcome }: Told) => outcome.errorCount,
  timeoutCount: ({ outcome }: Told) => outcome.timeoutCount,
  reconnectCount: ({ outcome }: Told) => outcome.reconnectCount,
  responseBytes: ({ outcome }: Told) => outcome.responseBytes,
  throughputRps: ({ outcome }: Told) => outcome.throughputRps,
  ceilingShare: ({ ceilingShare }: Told) => ceilingShare,
  latencyMeanMs: ({ outcome }: Told) => outcome.latencyMeanMs,
  latencyP50Ms: ({ outcome }: Told) => outcome.latencyP50Ms,
  latencyP90Ms: ({ outcome }: Told) => outcome.latencyP90Ms,
  latencyP99Ms: ({ outcome }: Told) => outcome.latencyP99Ms,
  latencyMaxMs: ({ outcome }: Told) => outcome.latencyMaxMs,
  // The open loop.
  offeredRps: ({ outcome }: Told) => outcome.offeredRps ?? null,
  sentCount: ({ outcome }: Told) => outcome.sentCount ?? null,
  backlogCount: ({ outcome }: Told) => outcome.backlogCount ?? null,
  backlogGrowthCount: ({ outcome }: Told) => outcome.backlogGrowthCount ?? null,
  backlogOldestMs: ({ outcome }: Told) => outcome.backlogOldestMs ?? null,
  sendDelayMeanMs: ({ outcome }: Told) => outcome.sendDelayMeanMs ?? null,
  idleConnectionCount: ({ outcome }: Told) => outcome.idleConnectionCount ?? null,
  // Work by role.
  serverCpuS: ({ outcome }: Told) => outcome.serverCpuS,
  databaseCpuS: ({ outcome }: Told) => outcome.databaseCpuS,
  generatorCpuS: ({ outcome }: Told) => outcome.generatorCpuS,
  otherCpuS: ({ outcome }: Told) => outcome.otherCpuS,
  probeCpuS: ({ outcome }: Told) => outcome.probeCpuS ?? null,
  stolenCpuS: ({ outcome }: Told) => outcome.stolenCpuS,
  serverCpuMsPerRequest: ({ outcome }: Told) => perRequest(outcome, msOf(outcome.serverCpuS)),
  databaseCpuMsPerRequest: ({ outcome }: Told) => perRequest(outcome, msOf(outcome.databaseCpuS)),
  generatorCpuMsPerRequest: ({ outcome }: Told) => perRequest(outcome, msOf(outcome.generatorCpuS)),
  serverSwitchesPerRequest: ({ outcome: o }: Told) =>
    perRequest(o, sum(o.serverVoluntarySwitchCount, o.serverInvoluntarySwitchCount)),
  serverInvoluntarySwitchesPerRequest: ({ outcome }: Told) =>
    perRequest(outcome, outcome.serverInvoluntarySwitchCount),
  databaseSwitchesPerRequest: ({ outcome: o }: Told) =>
    perRequest(o, sum(o.databaseVoluntarySwitchCount, o.databaseInvoluntarySwitchCount)),
  generatorSwitchesPerRequest: ({ outcome: o }: Told) =>
    perRequest(o, sum(o.generatorVoluntarySwitchCount, o.generatorInvoluntarySwitchCount)),
  serverMemoryMiB: ({ outcome }: Told) => outcome.serverMemoryMiB,
  databaseMemoryMiB: ({ outcome }: Told) => outcome.databaseMemoryMiB ?? null,
  generatorMemoryMiB: ({ outcome }: Told) => outcome.generatorMemoryMiB ?? null,
  serverProcessCount: ({ outcome }: Told) => outcome.serverProcessCount,
  serverThreadCount: ({ outcome }: Told) => outcome.serverThreadCount,
  databaseProcessCount: ({ outcome }: Told) => outcome.databaseProcessCount ?? null,
  generatorThreadCount: ({ outcome }: Told) => outcome.generatorThreadCount ?? null,
  // The database.
  databaseConnectionCount: ({ outcome }: Told) => outcome.databaseConnectionCount,
  statementsPerRequest: ({ outcome }: Told) => perRequest(outcome, outcome.receipt?.statementCount),
  rowsPerRequest: ({ outcome }: Told) => perRequest(outcome, outcome.receipt?.rowCount),
  sessionsOpenedCount: ({ outcome }: Told) => outcome.receipt?.sessionsOpenedCount ?? null,
  databaseExecutionMsPerRequest: ({ outcome }: Told) =>
    perRequest(outcome, outcome.receipt?.executionMs),
  killedSessionCount: ({ outcome }: Told) => outcome.killedSessionCount ?? null,
  sessionMeanCount: ({ outcome }: Told) => outcome.waitSessionMeanCount ?? null,
  runningShare: ({ outcome }: Told) => shareOfSessions(outcome, "running"),
  idleShare: ({ outcome }: Told) => shareOfSessions(outcome, "idle"),
  mainWait: ({ outcome }: Told) => mainWait(outcome)?.event ?? null,
  mainWaitShare: ({ outcome }: Told) => mainWait(outcome)?.share ?? null,
  // The trial around its window.
  readyS: ({ outcome }: Told) => outcome.readyS,
  warmUpS: ({ outcome }: Told) => outcome.warmUpS ?? null,
  settled: ({ outcome }: Told) => outcome.settled ?? null,
  overheadS: ({ outcome }: Told) => outcome.overheadS,
};

function rowOf(told: Told): TrialRow {
  const values = Object.entries(COLUMNS).map(([column, of]) => [column, of(told)]);
  return Object.fromEntries(values) as TrialRow;
}

const msOf = (seconds: number | null) => seconds === null ? null : seconds * 1000;

/** `null` where either is not known. */
function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || b === null || a === undefined || b === undefined ? null : a + b;
}

/** For each 2xx answer; `null` without answers or where it is not known. */
function perRequest(
  { okCount }: Told["outcome"],
  whole: number | null | undefined,
): number | null {
  return whole === null || whole === undefined || okCount === 0 ? null : whole / okCount;
}

/** Of all sessions seen; `null` where nobody looked. */
function shareOfSessions({ waitSamples }: Told["outcome"], event: string): number | null {
  if (waitSamples === undefined) return null;
  return waitSamples.find((sample) => sample.event === event)?.share ?? 0;
}

/** What sessions were seen waiting for most: neither a core nor the server. */
function mainWait({ waitSamples = [] }: Told["outcome"]) {
  return waitSamples.find(({ event }) => event !== "running" && event !== "idle") ?? null;
}

/** The completed trials of a run as plain rows, in the order they were made. */
export function trialRows(run: Run): TrialRow[] {
  const ceilingOf = ceilingFinder(run);
  return completedTrials(run)
    .sort((a, b) => a.trial - b.trial)
    .map((trial) => {
      const { cell, outcome } = trial;
      const ceiling = ceilingOf(cell);
      const title = titleOf(run, cell.variant);
      const ceilingShare = ceiling && ceilingShareOf(trial, ceiling);
      return rowOf({ trial, outcome, cell, title, ceilingShare });
    });
}

/**
 * The completed trials of a run as an arquero table, one row a trial; units are in the names.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { trialsTable } from "lab/analysis/tables.ts";
 * const trials = trialsTable(fixtureRun({ blocks: 2 }));
 * console.log(trials.groupby("cell").count().numRows() > 1); // true
 * ```
 */
export function trialsTable(run: Run): ColumnTable {
  const rows = trialRows(run);
  const columns = Object.keys(COLUMNS) as (keyof TrialRow)[];
  return table(columns.map((column) => [column, rows.map((row) => row[column])]));
}

/** The trials that could not be measured, with the reason; empty when all went well. */
export function failures(run: Run): FailureRow[] {
  return run.trials.flatMap(({ trial, block, cell, outcome }) =>
    outcome.state === "failed"
      ? [{ trial, block, cell: cellLabel(cell), variant: cell.variant, reason: outcome.reason }]
      : []
  );
}
