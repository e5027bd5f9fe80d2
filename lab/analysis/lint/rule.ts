/** What a lint rule is, and what it finds. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { Expectation } from "../../nouns/said.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import type { Ceiling } from "../tables/ceiling.ts";
import { trialsOf } from "../tables/cells.ts";
import type { Measure } from "../comparing/measure.ts";
import type { PublishedRow } from "../studies/published.ts";

export { counted, percent, significant } from "../../text/format.ts";

/**
 * `error`: the numbers do not mean what they seem to. `warning`: something other than what is
 * compared may explain them. `note`: worth knowing before the numbers are read.
 */
export type Severity = "error" | "warning" | "note";

/** One finding, as data. */
export interface Finding {
  /** The id of the rule, which is the name of its file: `missing-limit`. */
  rule: string;
  severity: Severity;
  scope: "trial" | "run" | "comparison" | "published";
  /** What it is about: `gamma-sync 3×5, trial 7`. */
  subject: string;
  /** What was found, with the numbers. */
  sentence: string;
  /** What to do about it. */
  remedy: string;
  /** Where the rule is explained, from the working directory: a file that a link leads to. */
  page: string;
}

/** What a rule says of one subject: a sentence, and a severity where it is not the rule's own. */
export type Said = string | { sentence: string; severity: Severity } | null;

/** What is known besides the run. */
export interface LintOptions {
  /** What the database gives for the same SQL with no web server, at the same concurrency. */
  ceilingRps?: number;
  /** The same by cell; default: what the run's own ceiling cells gave. */
  ceilingOf?: (cell: Cell) => Ceiling | null;
  /** What the load generator reaches against a server that does nothing. */
  generatorLimitRps?: number;
  /** Ratios within 1 ± this share make no difference that matters. Default 0.1. */
  deltaShare?: number;
  /** What of two cells is compared. Default `throughputRps`. */
  measure?: Measure;
  /** What a claim says of them, and the last block that they were chosen by: see `compareAsClaimed`. */
  expects?: Expectation;
  afterBlock?: number;
  /** `each`: findings of circumstances too are told of each trial. Default `once`, where they are many. */
  circumstances?: "once" | "each";
}

/** Two cells of a run, with their completed trials. */
export interface Pair {
  run: Run;
  a: Side;
  b: Side;
}

export interface Side {
  label: string;
  cell: Cell;
  trials: CompletedTrial[];
}

/** A rule: a file in `rules/`, named as its id. It says nothing (`null`) where it cannot know. */
export interface Rule {
  severity: Severity;
  remedy: string;
  /**
   * Whether it tells of the circumstances of a run, such as its machine, rather than of one server: then
   * it is told once of the run where it holds of more than a third of its trials.
   */
  ofCircumstances?: true;
  /** Asked of every completed trial. */
  trial?: (trial: CompletedTrial, run: Run, options: LintOptions) => Said;
  /** Asked once of a run. */
  run?: (run: Run, options: LintOptions) => Said;
  /** Asked of two cells that both have completed trials. */
  comparison?: (pair: Pair, options: LintOptions) => Said;
  /** Asked of every row that was published, with the table that it stands in. */
  published?: (row: PublishedRow) => Said;
  /** Asked of every table that was published. */
  publishedTable?: (rows: PublishedRow[]) => Said;
}

/** The median over trials of what is known; null where nothing is. */
export function medianOf(
  { trials }: Pick<Side, "trials">,
  of: (trial: CompletedTrial) => number | null,
): number | null {
  const values = trials.map(of).filter((value) => value !== null && Number.isFinite(value));
  return values.length === 0 ? null : median(values as number[]);
}

/** A count of the receipt for each 2xx answer; null without either. */
export function perRequest(
  { outcome }: CompletedTrial,
  of: "statementCount" | "rowCount" | "executionMs",
): number | null {
  return outcome.receipt === null || outcome.okCount === 0
    ? null
    : outcome.receipt[of] / outcome.okCount;
}

/** Requests that were not answered with 2xx; what they asked of the database was done all the same. */
export const failedCount = ({ outcome }: Pick<CompletedTrial, "outcome">): number =>
  outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount;

/** One side of a pair. */
export function sideOf(run: Run, cell: Cell, label: string): Side {
  return { label, cell, trials: trialsOf(run, cell) };
}

/** A statement short enough for a sentence. */
export function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
