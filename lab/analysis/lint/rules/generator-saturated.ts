/** A load generator at its own limit: what was measured is the generator. */
import { percent, type Rule } from "../rule.ts";

/**
 * The generator is one event loop. From 70 % of a core on, answers wait for it to look (an M/M/1
 * queue of that use triples the time of its step); at 85 % its limit is near enough to be the result.
 */
const BUSY_CORE_SHARE = 0.7;
const SATURATED_CORE_SHARE = 0.85;
/** Likewise of the rate that it reaches against a server that does nothing. */
const NEAR_LIMIT_SHARE = 0.85;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Use more generator processes or a slower scenario; compare no throughput near this limit.",

  trial: (
    { outcome: { generatorCpuS, durationS, throughputRps } },
    _run,
    { generatorLimitRps },
  ) => {
    const coreShare = generatorCpuS / durationS;
    const limitShare = generatorLimitRps ? throughputRps / generatorLimitRps : 0;
    if (limitShare >= NEAR_LIMIT_SHARE) {
      return `The throughput is ${percent(limitShare)} of what the generator reaches against a ` +
        `server that does nothing.`;
    }
    if (coreShare < BUSY_CORE_SHARE) return null;
    return {
      sentence: `The load generator used ${percent(coreShare)} of one core, and it has one.`,
      severity: coreShare < SATURATED_CORE_SHARE ? "warning" : "error",
    };
  },
};
