/** Throughput × mean latency that is not the number of connections of a closed loop. */
import type { PublishedRow } from "../../studies/published.ts";
import { LITTLE_TOLERANCE, littleGapShare, littleStallOf } from "../../comparing/stalls.ts";
import { percent, type Rule, significant } from "../rule.ts";

/** What clocks and counting explain. */
const TOLERATED_SHARE = 0.02;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Find the time that no latency holds: reconnects, timeouts, failed answers, requests that " +
    "wait for longer than the window; comparisons leave out trials that the machine held up.",

  trial: (trial) => {
    const gapShare = littleGapShare(trial);
    if (gapShare === null) return null;
    const { cell: { scenario }, outcome: { latencyMeanMs, durationS } } = trial;
    // An answer that was under way when the window opened brings a latency from before it, and one
    // under way when it closes leaves its own out: up to a mean latency in a window, half of it as a rule.
    const edgeShare = latencyMeanMs / 1000 / durationS / 2;
    const explained = Math.min(TOLERATED_SHARE + edgeShare, LITTLE_TOLERANCE);
    const sentence = sentenceOf(gapShare, scenario.load.connections, explained);
    if (sentence === null) return null;
    // Beyond the tolerance it is told whose time that was.
    const stall = littleStallOf(trial);
    return stall === null
      ? { sentence, severity: "warning" }
      : { sentence: stall.sentence, severity: stall.by === "machine" ? "error" : "warning" };
  },

  published: ({ throughputRps, latencyMeanMs, connections }: PublishedRow) => {
    if (throughputRps === null || latencyMeanMs === null || connections === null) return null;
    // Printed to whole milliseconds, some of them: the half of one that rounding may hide.
    const roundedMs = Number.isInteger(latencyMeanMs) ? 0.5 : 0.005;
    const tolerated = TOLERATED_SHARE + roundedMs / latencyMeanMs;
    const gapShare = throughputRps * latencyMeanMs / 1000 / connections - 1;
    const sentence = sentenceOf(gapShare, connections, tolerated);
    const severity = Math.abs(gapShare) > LITTLE_TOLERANCE ? "error" : "warning";
    return sentence && { sentence, severity };
  },
};

function sentenceOf(gapShare: number, connections: number, explained: number): string | null {
  if (Math.abs(gapShare) <= explained) return null;
  return `Throughput × mean latency is ${significant((1 + gapShare) * connections)}, not the ` +
    `${connections} connections: ${percent(Math.abs(gapShare))} too ` +
    `${gapShare < 0 ? "few" : "many"}, where ${percent(explained)} can be explained.`;
}
