/** Runs for the tests of rules: a fixture in which one thing is changed. */
import type { Cell } from "../../nouns/cell.ts";
import type { Receipt } from "../../nouns/outcome.ts";
import type { MachineLimits } from "../../nouns/limits.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { completedTrials } from "../tables/cells.ts";
import { fixtureCell, fixtureRun, fixtureStudy, setThroughput } from "../fixtures/runs.ts";
import { type Finding, lintComparison, lintPublished, lintRun } from "./mod.ts";
import type { LintOptions } from "./rule.ts";

export const GAMMA = fixtureCell("gamma-sync", 3, 5);
export const BETA = fixtureCell("beta-sync", 3, 5);

type Outcome = CompletedTrial["outcome"];
export interface Change {
  outcome?: Partial<Outcome> | ((trial: CompletedTrial) => Partial<Outcome>);
  receipt?: Partial<Receipt>;
}

/** A run of Gamma and Beta, 3×5 each, equally fast, with the trials of a variant changed. */
export function changedRun(changes: Record<string, Change> = {}, blocks = 4): Run {
  const run = fixtureRun({
    cells: [GAMMA, BETA],
    blocks,
    answerCount: 1,
    noiseShare: 0.005,
    driftShare: 0.01,
    throughputRpsOf: () => 400,
  });
  for (const trial of completedTrials(run)) {
    const { outcome = {}, receipt } = changes[trial.cell.variant] ?? {};
    const changed = typeof outcome === "function" ? outcome(trial) : outcome;
    if (changed.throughputRps !== undefined) setThroughput(trial, changed.throughputRps);
    Object.assign(trial.outcome, changed);
    if (receipt) Object.assign(trial.outcome.receipt!, receipt);
  }
  return run;
}

/** A run on a machine with these limits: else a whole one of two cores that limits nothing. */
export function withLimits(run: Run, limits: Partial<MachineLimits>): Run {
  run.environment.limits = {
    onlineCoreCount: 2,
    allowedCoreCount: 2,
    quotaCores: null,
    memoryLimitGiB: null,
    openFileCount: 1024,
    acceptQueueCount: 4096,
    synQueueCount: 1024,
    localPortCount: 28232,
    swapGiB: 0,
    cpuGovernor: null,
    turbo: null,
    ...limits,
  };
  return run;
}

/** What a rule finds in a run whose Gamma trials are changed. */
export function inTrials(rule: string, change: Change, options?: LintOptions): Finding[] {
  return inRun(rule, changedRun({ "gamma-sync": change }), options);
}

export function inRun(rule: string, run: Run, options?: LintOptions): Finding[] {
  // Of each trial, also where a reader would be told once.
  return lintRun(run, { circumstances: "each", ...options }).filter((finding) =>
    finding.rule === rule
  );
}

/** What a rule says of Gamma against Beta, when the trials of either are changed. */
export function inComparison(
  rule: string,
  run: Run,
  options?: LintOptions,
  cells: [Cell, Cell] = [GAMMA, BETA],
): Finding[] {
  return lintComparison(run, ...cells, options)
    .filter((finding) => finding.rule === rule && finding.scope === "comparison");
}

export function inPublished(rule: string): Finding[] {
  return lintPublished(fixtureStudy().rows).filter((finding) => finding.rule === rule);
}

/** A statement of a receipt that was called once a request by a fixture's trial. */
export function statement(sql: string, rowsPerCall: number, callCount = 2000) {
  return { sql, callCount, rowCount: callCount * rowsPerCall, executionMs: callCount * 0.5 };
}
