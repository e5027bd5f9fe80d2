/** An open loop that offers more than the server answers: its latencies grow for as long as it lasts. */
import { counted, percent, type Rule, significant } from "../rule.ts";

/** Arrivals by chance vary, and those under way at the ends are counted on one side only. */
const UNANSWERED_SHARE = 0.05;

export const rule: Rule = {
  severity: "warning",
  remedy: "Offer less, or read throughput alone: latency depends on the length of the window here.",

  trial: ({ outcome: { offeredRps, throughputRps, backlogGrowthCount = 0, durationS } }) => {
    if (offeredRps === undefined || offeredRps === 0) return null;
    const grownShare = backlogGrowthCount / durationS / offeredRps;
    return grownShare > UNANSWERED_SHARE
      ? `${significant(offeredRps)} requests/s were offered and ${
        significant(throughputRps)
      } answered: the ` +
        `backlog grew by ${counted(backlogGrowthCount, "request")}, ${percent(grownShare)} of them.`
      : null;
  },
};
