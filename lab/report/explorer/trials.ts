/** What the explorer knows of the runs of a report: their trials as rows, and what each trial did. */
import { mean } from "simple-statistics";
import {
  cellKey,
  completedTrials,
  distinctCellLabels,
  settingsLabel,
} from "../../analysis/tables/cells.ts";
import { COLUMN_NAMES, EXPLAINED_COLUMNS } from "../../analysis/tables/columns.ts";
import { loadLabel, parametersLabel, sizeLabel } from "../../analysis/tables/facts.ts";
import { curveMs } from "../../analysis/tables/quantiles.ts";
import { receiptRows } from "../../analysis/tables/receipt.ts";
import { trialRows } from "../../analysis/tables/tables.ts";
import { meanHalfWidth } from "../../analysis/judgement/student.ts";
import type { Cell } from "../../nouns/cell.ts";
import { machineText } from "../../nouns/environment.ts";
import { decodeHistogram, emptyHistogram, type Histogram } from "../../nouns/histogram.ts";
import { METRICS } from "../../nouns/metrics.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial, Trial } from "../../nouns/trial.ts";
import type { ExplorerCell, ExplorerData, ExplorerFailure, ExplorerTrial } from "./data.ts";
import { packed, rounded, type Value } from "./packed.ts";

/** Shares of answers whose latency is known: a curve from the quickest to the slowest. */
export const SHARES = [
  ...[0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99],
  ...[0.995, 0.998, 0.999, 0.9995, 0.9999],
] as const;

/** Answers that must be slower than what a curve still shows: of fewer it is the luck of a handful. */
const SLOWER_MIN = 5;

const OWN_COLUMNS = [
  { name: "runId", unit: "none", sentence: "the run" },
  { name: "experiment", unit: "none", sentence: "its experiment" },
  { name: "scenario", unit: "none", sentence: "what was asked, in words" },
  { name: "settings", unit: "none", sentence: "how the server was started, in words" },
];

/**
 * Gathers the trials of runs.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { explorerData } from "lab/report/explorer/trials.ts";
 * const run = fixtureRun({ blocks: 2 });
 * console.log(explorerData([run]).rowCount === run.trials.length); // true
 * ```
 */
export function explorerData(runs: readonly Run[]): ExplorerData {
  const statements = new Map<string, number>();
  const rows: Record<string, Value>[] = [];
  const cells: ExplorerCell[] = [];
  const trials: ExplorerTrial[] = [];
  const failures: ExplorerFailure[] = [];
  runs.forEach((run, place) => {
    const completed = completedTrials(run).sort((a, b) => a.trial - b.trial);
    const flat = trialRows(run);
    const ofCell = Map.groupBy(
      completed.map((trial, index) => ({ trial, row: flat[index]! })),
      ({ trial }) => cellKey(trial.cell),
    );
    const labels = distinctCellLabels(
      [...ofCell.values()].map(([first]) => first!.trial.cell),
      run,
    );
    const told = new Map<CompletedTrial, ExplorerTrial>();
    [...ofCell.values()].forEach((members, index) => {
      const merged = emptyHistogram();
      for (const { trial } of members) {
        const histogram = decodeHistogram(trial.outcome.latencyHistogramUs);
        merged.add(histogram);
        told.set(trial, toldOf(trial, cells.length, curveOf(histogram), statements));
      }
      const counting = members.filter(({ row }) => row.validity !== "invalid");
      cells.push({
        run: place,
        label: labels[index]!,
        trialCount: members.length,
        ...intervalOf(counting.map(({ row }) => row.throughputRps)),
        curveMs: curveOf(merged),
      });
    });
    completed.forEach((trial, index) => {
      trials.push(told.get(trial)!);
      rows.push({ ...ownColumns(run, trial.cell), ...flat[index] as unknown as typeof rows[0] });
    });
    failures.push(...run.trials.flatMap((trial) => failureOf(trial, place)));
  });
  const columns = [...OWN_COLUMNS, ...COLUMN_NAMES.map(columnOf)];
  return {
    runs: runs.map(({ runId, plan, startedAt, environment, origin }) => ({
      ...{ id: runId, experiment: plan.experiment, profile: plan.profileName, startedAt },
      machine: machineText(environment) + (origin ? ", a stranger's" : ""),
    })),
    shares: SHARES,
    columns,
    rows: columns.map(({ name }) => packed(rows.map((row) => row[name] ?? null))),
    rowCount: rows.length,
    ...{ cells, trials, statements: [...statements.keys()], failures },
  };
}

function ownColumns(run: Run, { scenario, settings }: Cell): Record<string, Value> {
  const words = [
    ...[scenario.endpoint, parametersLabel(scenario), sizeLabel(scenario, run)],
    ...[loadLabel(scenario.load)],
  ];
  return {
    runId: run.runId,
    experiment: run.plan.experiment,
    scenario: words.filter(Boolean).join(", "),
    settings: settingsLabel(settings),
  };
}

function columnOf(name: typeof COLUMN_NAMES[number]): ExplorerData["columns"][number] {
  const explained = EXPLAINED_COLUMNS.find((column) => column.name === name);
  const metric = METRICS[name as keyof typeof METRICS];
  return {
    name,
    unit: explained?.unit ?? metric?.unit ?? "none",
    sentence: explained?.sentence ?? metric?.sentence ?? "",
  };
}

function toldOf(
  trial: CompletedTrial,
  cell: number,
  curveMs: number[],
  statements: Map<string, number>,
): ExplorerTrial {
  const { throughputSamplesRps, waitSamples = [] } = trial.outcome;
  return {
    cell,
    samplesRps: throughputSamplesRps.map((value) => Math.round(value)),
    curveMs,
    receipt: receiptRows(trial).map((row) => {
      if (!statements.has(row.statement)) statements.set(row.statement, statements.size);
      const numbers = [row.callsPerRequest, row.rowsPerRequest, row.executionMsPerCall];
      const [calls, fetched, ms] = numbers.map((value) => rounded(value) as number);
      return [statements.get(row.statement)!, calls!, fetched!, ms!];
    }),
    waits: waitSamples.map(({ event, share }) => ({ event, share: rounded(share) as number })),
    log: logOf(trial.outcome),
  };
}

/** The end of the server's log, where the outcome has one. */
const logOf = (outcome: object): string =>
  "serverLog" in outcome && typeof outcome.serverLog === "string" ? outcome.serverLog : "";

function failureOf({ trial, block, cell, outcome }: Trial, run: number): ExplorerFailure[] {
  if (outcome.state !== "failed") return [];
  const label = `${cell.variant} ${settingsLabel(cell.settings)}`;
  return [{ run, trial, block, cell: label, reason: outcome.reason, log: logOf(outcome) }];
}

function curveOf(histogram: Histogram): number[] {
  const answers = histogram.totalCount;
  const shares = SHARES.filter((share) => (1 - share) * answers >= SLOWER_MIN);
  return curveMs(histogram, shares).map((ms) => rounded(ms) as number);
}

/** The geometric mean of trials with the interval of Student's t over their logarithms. */
function intervalOf(
  values: readonly number[],
): Pick<ExplorerCell, "throughputRps" | "lowRps" | "highRps"> {
  const logs = values.filter((value) => value > 0).map(Math.log);
  if (logs.length === 0) return { throughputRps: null, lowRps: null, highRps: null };
  const centre = mean(logs);
  const back = (log: number) => rounded(Math.exp(log)) as number;
  if (logs.length < 2) return { throughputRps: back(centre), lowRps: null, highRps: null };
  const half = meanHalfWidth(logs);
  return { throughputRps: back(centre), lowRps: back(centre - half), highRps: back(centre + half) };
}
