/** The database is what is measured, whatever stands in front of it. */
import { coresOf } from "../../../nouns/environment.ts";
import type { Run } from "../../../nouns/run.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { isCeiling, touchesDatabase } from "../../tables/facts.ts";
import { type LintOptions, medianOf, percent, type Rule, type Side, significant } from "../rule.ts";

/** Half of the machine: what every other role together got at most. */
const MACHINE_SHARE = 0.5;
/** Within 10 % of the ceiling a server has no more than that left to differ by. */
const CEILING_SHARE = 0.9;
/** Each core kept busy with statements, on average, where the database's CPU is not known. */
const STATEMENTS_AT_ONCE_PER_CORE = 1;

export const rule: Rule = {
  severity: "note",
  remedy:
    "Ask on a smaller database, or for what needs none, to compare frameworks; to compare SQL or " +
    "pools this is the place.",

  trial: (trial, run, options) => boundBy(trial, run, options),

  comparison: ({ run, a, b }, options) => {
    const bound = (side: Side) => {
      const found = side.trials.map((trial) => boundBy(trial, run, options));
      return found.filter((why) => why !== null).length * 2 > found.length;
    };
    if (!bound(a) || !bound(b)) return null;
    const used = ({ trials }: Side) => {
      const share = medianOf({ trials }, (trial) => machineShare(trial, run));
      return share === null ? "" : ` (${percent(share)} of all cores)`;
    };
    return {
      sentence: `In both ${a.label}${used(a)} and ${b.label}${used(b)} the database sets the ` +
        `pace: this is not a comparison of frameworks.`,
      severity: "warning",
    };
  },
};

function machineShare({ outcome }: CompletedTrial, { environment }: Run): number | null {
  const cores = coresOf(environment, "database");
  return outcome.databaseCpuS === null || cores === 0
    ? null
    : outcome.databaseCpuS / (outcome.durationS * cores);
}

function boundBy(trial: CompletedTrial, run: Run, options: LintOptions): string | null {
  const { outcome } = trial;
  const { cell } = trial;
  // The ceiling is the database by design.
  if (isCeiling(run, cell) || !touchesDatabase(run, cell.scenario)) return null;
  const ceilingRps = options.ceilingRps ?? options.ceilingOf?.(cell)?.throughputRps;
  if (ceilingRps !== undefined && outcome.throughputRps >= ceilingRps * CEILING_SHARE) {
    return `It reached ${percent(outcome.throughputRps / ceilingRps)} of what the database gives ` +
      `with no web server (${significant(ceilingRps)} requests/s).`;
  }
  const share = machineShare(trial, run);
  if (share !== null) {
    const { serverCpuS, durationS } = outcome;
    const ofServer = serverCpuS === null
      ? "an unknown share"
      : percent(serverCpuS / (durationS * run.environment.cpuCoreCount));
    return share < MACHINE_SHARE
      ? null
      : `The database used ${percent(share)} of all cores, the server ${ofServer}.`;
  }
  const atOnce = (outcome.receipt?.executionMs ?? 0) / 1000 / outcome.durationS;
  const cpuCoreCount = coresOf(run.environment, "database");
  return cpuCoreCount > 0 && atOnce >= cpuCoreCount * STATEMENTS_AT_ONCE_PER_CORE
    ? `${
      significant(atOnce)
    } statements were executing at once on average, on ${cpuCoreCount} cores.`
    : null;
}
