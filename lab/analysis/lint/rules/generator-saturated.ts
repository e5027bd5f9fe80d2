/** A load generator at its own limit: what was measured is the generator. */
import type { Run } from "../../../nouns/run.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { type LintOptions, percent, type Rule, type Severity, significant } from "../rule.ts";

/**
 * A generator is one event loop. From 70 % of a core on, answers wait for it to look (an M/M/1
 * queue of that use triples the time of its step); at 85 % its limit is near enough to be the result.
 */
const BUSY_CORE_SHARE = 0.7;
const SATURATED_CORE_SHARE = 0.85;
/** A tenth of the latency is no longer the server's. */
const LATE_SHARE = 0.1;
/** Likewise of the rate that it reaches against a server that does nothing. */
const NEAR_LIMIT_SHARE = 0.85;

/** What tells that the generator could have done no more, whatever the server: its core, or its rate. */
export function atItsLimit(
  { cell, outcome }: CompletedTrial,
  { environment: { machines = [] } }: Run,
  { generatorLimitRps }: LintOptions = {},
): { sentence: string; severity: Severity } | null {
  const { generatorCpuS, durationS, throughputRps } = outcome;
  const { generatorCount = 1, connections } = cell.scenario.load;
  // Each machine that loads has one at the least.
  const loading = machines.filter(({ roles }) => roles.includes("load")).length;
  const processCount = Math.min(Math.max(generatorCount, loading), connections);
  const coreShare = generatorCpuS / durationS / processCount;
  const limitShare = generatorLimitRps ? throughputRps / generatorLimitRps : 0;
  if (limitShare >= NEAR_LIMIT_SHARE) {
    const sentence = `The throughput is ${percent(limitShare)} of what the generator reaches ` +
      `against a server that does nothing.`;
    return { sentence, severity: "error" };
  }
  if (coreShare < BUSY_CORE_SHARE) return null;
  const used = processCount === 1
    ? `The load generator used ${percent(coreShare)} of one core, and it has one.`
    : `The ${processCount} load generators used ${percent(coreShare)} of a core each, and have ` +
      `one each.`;
  return { sentence: used, severity: coreShare < SATURATED_CORE_SHARE ? "warning" : "error" };
}

/** That it sent late: its timer, perhaps, which makes latencies longer by as much for any server. */
const late = (
  { outcome: { sendDelayMeanMs = 0, latencyMeanMs } }: CompletedTrial,
): string | null =>
  sendDelayMeanMs <= latencyMeanMs * LATE_SHARE
    ? null
    : `The generator sent requests ${significant(sendDelayMeanMs)} ms late on average, which is ` +
      `${percent(sendDelayMeanMs / latencyMeanMs)} of the mean latency.`;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Use more generator processes or a slower scenario; compare no throughput near this limit.",

  trial: (trial, run, options) => {
    const limit = atItsLimit(trial, run, options);
    return limit?.severity === "error" ? limit : late(trial) ?? limit;
  },
};
