/** A quota of CPU that was used up: then everything stands still until the next period. */
import { percent, type Rule, significant } from "../rule.ts";

/** A period is a tenth of a second as a rule: one in a hundred is one pause in ten seconds. */
const THROTTLED_SHARE = 0.01;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Measure outside of the container, raise its quota, or give it whole cores (a cpuset) instead; " +
    "if servers will run under this quota, say so beside every latency.",

  trial: ({ outcome: { throttledShare = 0, throttledS = 0 } }, { environment: { limits } }) => {
    if (throttledShare < THROTTLED_SHARE) return null;
    const quota = limits?.quotaCores ?? null;
    const of = quota === null
      ? "A quota of CPU"
      : `The quota of ${significant(quota)} ${quota === 1 ? "core" : "cores"}`;
    return `${of} was used up in ${percent(throttledShare)} of its periods; processes were held ` +
      `back for ${significant(throttledS)} s in all.`;
  },
};
