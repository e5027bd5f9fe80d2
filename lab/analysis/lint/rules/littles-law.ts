/** Throughput × mean latency that is not the number of connections of a closed loop. */
import type { PublishedRow } from "../../published.ts";
import { percent, type Rule, significant } from "../rule.ts";

/** What clocks and counting explain. */
const TOLERATED_SHARE = 0.02;
const ERROR_SHARE = 0.1;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Find the time that no latency holds: reconnects, timeouts, failed answers, or a window " +
    "too short for such latencies.",

  trial: ({ cell, outcome: { throughputRps, latencyMeanMs, durationS } }) => {
    const { load } = cell.scenario;
    if (load.kind !== "closed" || throughputRps === 0) return null;
    // An answer that was under way when the window opened brings a latency from before it, and one
    // under way when it closes leaves its own out: up to a mean latency in a window, half of it as a rule.
    const edgeShare = latencyMeanMs / 1000 / durationS / 2;
    return judged(throughputRps, latencyMeanMs, load.connections, TOLERATED_SHARE + edgeShare);
  },

  published: ({ throughputRps, latencyMeanMs, connections }: PublishedRow) => {
    if (throughputRps === null || latencyMeanMs === null || connections === null) return null;
    // Printed to whole milliseconds, some of them: the half of one that rounding may hide.
    const roundedMs = Number.isInteger(latencyMeanMs) ? 0.5 : 0.005;
    const tolerated = TOLERATED_SHARE + roundedMs / latencyMeanMs;
    return judged(throughputRps, latencyMeanMs, connections, tolerated);
  },
};

function judged(throughputRps: number, latencyMs: number, connections: number, tolerated: number) {
  const busy = throughputRps * latencyMs / 1000;
  const gapShare = busy / connections - 1;
  if (Math.abs(gapShare) <= tolerated) return null;
  const sentence = `Throughput × mean latency is ${significant(busy)}, not the ${connections} ` +
    `connections: ${percent(Math.abs(gapShare))} ${gapShare < 0 ? "too few" : "too many"}, where ` +
    `${percent(tolerated)} can be explained.`;
  const severity = Math.abs(gapShare) > tolerated + ERROR_SHARE ? "error" : "warning";
  return { sentence, severity } as const;
}
