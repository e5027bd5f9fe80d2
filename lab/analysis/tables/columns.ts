/**
 * The columns of a run's table: what the cell is, what was measured (by the table of metrics), and what
 * follows from it. `data/README.md` explains each, from here.
 */
import { type MetricColumn, type MetricName, METRICS, type Unit } from "../../nouns/metrics.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { cellLabel, optionsLabel } from "./cells.ts";
import { loadLabel, parametersLabel } from "./facts.ts";
import type { Validity } from "../comparing/validity.ts";
import { latencyP99Of } from "../comparing/measure.ts";

/** What a column is made from. */
export interface Told {
  trial: CompletedTrial;
  outcome: CompletedTrial["outcome"];
  cell: Cell;
  title: string;
  ceilingShare: number | null;
  validity: Validity;
}

/** A column that is no measured field itself. */
interface Column<Value> {
  unit: Unit;
  /** What it is; empty where it is a field of the cell under its own name. */
  sentence: string;
  of: (told: Told) => Value;
}

const field = <Value>(of: Column<Value>["of"], sentence = "", unit: Unit = "none") => ({
  unit,
  sentence,
  of,
});

/** What was asked of what. */
const CELL_COLUMNS = {
  trial: field(({ trial }) => trial.trial),
  block: field(({ trial }) => trial.block),
  cell: field(({ cell }) => cellLabel(cell), "the cell's short name"),
  variant: field(({ cell }) => cell.variant),
  title: field(({ title }) => title, "the variant's title"),
  workers: field(({ cell }) => cell.settings.workers),
  threads: field(({ cell }) => cell.settings.threads),
  poolMin: field(({ cell }) => cell.settings.poolMin),
  poolMax: field(({ cell }) => cell.settings.poolMax),
  options: field(
    ({ cell }) => optionsLabel(cell.settings),
    "the variant's options that differ from their defaults, in words",
  ),
  workload: field(({ cell }) => cell.scenario.workload),
  endpoint: field(({ cell }) => cell.scenario.endpoint),
  parameters: field(
    ({ cell }) => parametersLabel(cell.scenario),
    "the endpoint's parameters that differ from their defaults, in words",
  ),
  size: field(({ cell }) => cell.scenario.size),
  load: field(({ cell }) => loadLabel(cell.scenario.load), "how requests arrive, in words"),
  tool: field(
    ({ cell, outcome }) => outcome.loadTool ?? cell.scenario.load.tool ?? null,
    "`loadTool`, or the tool that was asked for; `null`: the usual one of its time",
  ),
  connections: field(({ cell }) => cell.scenario.load.connections),
  startedAt: field(({ trial }) => trial.startedAt),
};

/** What follows from what was measured; `…PerRequest` is for each 2xx answer. */
const DERIVED_COLUMNS = {
  validity: field(
    ({ validity }) => validity.state,
    "`sound`; `unsettled`: it counts, with a mark; `invalid`: comparisons leave it out",
  ),
  validityReason: field(({ validity }) => validity.reason, "why it is not `sound`"),
  ceilingShare: field(
    ({ ceilingShare }) => ceilingShare,
    "`throughputRps` over what the database gave with no web server: the ceiling of the same run " +
      "with the same size, the same shape of SQL and no more sessions than the load has " +
      "connections, of the same block where there is one",
    "share",
  ),
  serverCpuMsPerRequest: field(
    ({ outcome }) => perRequest(outcome, msOf(outcome.serverCpuS)),
    "CPU time of the server for each 2xx answer",
    "ms",
  ),
  databaseCpuMsPerRequest: field(
    ({ outcome }) => perRequest(outcome, msOf(outcome.databaseCpuS)),
    "the same of PostgreSQL",
    "ms",
  ),
  generatorCpuMsPerRequest: field(
    ({ outcome }) => perRequest(outcome, msOf(outcome.generatorCpuS)),
    "the same of the load generator",
    "ms",
  ),
  serverSwitchesPerRequest: field(
    ({ outcome: o }) =>
      perRequest(o, sum(o.serverVoluntarySwitchCount, o.serverInvoluntarySwitchCount)),
    "context switches of the server's threads for each 2xx answer, voluntary or not",
    "count",
  ),
  serverInvoluntarySwitchesPerRequest: field(
    ({ outcome }) => perRequest(outcome, outcome.serverInvoluntarySwitchCount),
    "of these, those that made room for others",
    "count",
  ),
  databaseSwitchesPerRequest: field(
    ({ outcome: o }) =>
      perRequest(o, sum(o.databaseVoluntarySwitchCount, o.databaseInvoluntarySwitchCount)),
    "context switches of PostgreSQL for each 2xx answer",
    "count",
  ),
  generatorSwitchesPerRequest: field(
    ({ outcome: o }) =>
      perRequest(o, sum(o.generatorVoluntarySwitchCount, o.generatorInvoluntarySwitchCount)),
    "context switches of the load generator for each 2xx answer",
    "count",
  ),
  statementsPerRequest: field(
    ({ outcome }) => perRequest(outcome, outcome.receipt?.statementCount),
    "statements of the receipt for each 2xx answer",
    "count",
  ),
  rowsPerRequest: field(
    ({ outcome }) => perRequest(outcome, outcome.receipt?.rowCount),
    "rows of the receipt for each 2xx answer",
    "count",
  ),
  sessionsOpenedCount: field(
    ({ outcome }) => outcome.receipt?.sessionsOpenedCount ?? null,
    "database sessions opened, by the receipt",
    "count",
  ),
  databaseExecutionMsPerRequest: field(
    ({ outcome }) => perRequest(outcome, outcome.receipt?.executionMs),
    "`executionMs` of the receipt for each 2xx answer",
    "ms",
  ),
  sessionMeanCount: field(
    ({ outcome }) => outcome.waitSessionMeanCount ?? null,
    "`waitSessionMeanCount`",
    "count",
  ),
  runningShare: field(
    ({ outcome }) => shareOfSessions(outcome, "running"),
    "share of `running` in `waitSamples`",
    "share",
  ),
  idleShare: field(
    ({ outcome }) => shareOfSessions(outcome, "idle"),
    "share of `idle` in `waitSamples`",
    "share",
  ),
  mainWait: field(
    ({ outcome }) => mainWait(outcome)?.event ?? null,
    "what sessions were seen waiting for most, besides those two",
  ),
  mainWaitShare: field(
    ({ outcome }) => mainWait(outcome)?.share ?? null,
    "its share of all sessions seen",
    "share",
  ),
};

type Unmeasured = typeof CELL_COLUMNS & typeof DERIVED_COLUMNS;
type Measured = Pick<CompletedTrial["outcome"], MetricColumn & keyof CompletedTrial["outcome"]>;

/** One completed trial, flat. What is not known is `null`. */
export type TrialRow =
  & { [Name in keyof Unmeasured]: ReturnType<Unmeasured[Name]["of"]> }
  & {
    [Name in Exclude<keyof Measured, "latencyP99Ms">]-?: undefined extends Measured[Name]
      ? Exclude<Measured[Name], undefined> | null
      : Measured[Name];
  }
  /** `null` below 2,000 answers: then it is not known. */
  & { latencyP99Ms: number | null };

const METRIC_COLUMNS = (Object.keys(METRICS) as MetricName[]).filter((name) =>
  METRICS[name].column
) as MetricColumn[];

/** The names of all columns, in their order. */
export const COLUMN_NAMES = [
  ...Object.keys(CELL_COLUMNS),
  ...METRIC_COLUMNS,
  ...Object.keys(DERIVED_COLUMNS),
] as (keyof TrialRow)[];

/** Those of a table that are no fields of a trial, with what they are. */
export const EXPLAINED_COLUMNS: { name: string; unit: Unit; sentence: string }[] = Object
  .entries({ ...CELL_COLUMNS, ...DERIVED_COLUMNS })
  .map(([name, { unit, sentence }]) => ({ name, unit, sentence }))
  .filter(({ sentence }) => sentence !== "");

/** A trial as a row. */
export function rowOf(told: Told): TrialRow {
  const unmeasured = { ...CELL_COLUMNS, ...DERIVED_COLUMNS };
  return Object.fromEntries(COLUMN_NAMES.map((name) => {
    if (name === "latencyP99Ms") return [name, latencyP99Of(told.outcome)];
    const column = unmeasured[name as keyof typeof unmeasured];
    return [name, column ? column.of(told) : told.outcome[name as keyof Measured] ?? null];
  })) as TrialRow;
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
