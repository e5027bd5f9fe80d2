/** Throughput that was still moving within the measuring window: the warm-up had not ended. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile } from "../../student.ts";
import { percent, type Rule } from "../rule.ts";

/** With fewer seconds a trend cannot be told from their noise. */
const FEWEST_SAMPLES = 4;
/** From the first to the last second; less than this is within δ for the window's mean. */
const CHANGE_SHARE = 0.1;
/** A chance of one in a hundred for each trial that has no trend. */
const CONFIDENCE = 0.99;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Warm up for longer, until throughput rests; pools and interpreters grow into their work.",

  trial: ({ outcome }) => {
    // A warm-up too short to tell leaves the samples of the window to judge by.
    if (outcome.settled === false) {
      return "The warm-up reached its bound before throughput and latency rested.";
    }
    const logs = outcome.throughputSamplesRps.filter((rps) => rps > 0).map(Math.log);
    if (logs.length < FEWEST_SAMPLES || logs.length < outcome.throughputSamplesRps.length) {
      return null;
    }
    const { slope, error } = lineThrough(logs);
    const change = Math.exp(slope * (logs.length - 1)) - 1;
    if (Math.abs(change) < CHANGE_SHARE) return null;
    if (Math.abs(slope) <= studentQuantile(CONFIDENCE, logs.length - 2) * error) return null;
    return `Throughput ${change > 0 ? "rose" : "fell"} by ${percent(Math.abs(change))} from the ` +
      `first to the last second of the window.`;
  },
};

/** Least squares of values against their places, with the standard error of the slope. */
function lineThrough(values: number[]): { slope: number; error: number } {
  const middle = (values.length - 1) / 2;
  const centre = mean(values);
  const spread = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = values.reduce((sum, value, i) => sum + (i - middle) * (value - centre), 0) / spread;
  const residuals = values.map((value, i) => value - centre - slope * (i - middle));
  const deviation = sampleStandardDeviation(residuals) *
    Math.sqrt((values.length - 1) / (values.length - 2));
  return { slope, error: deviation / Math.sqrt(spread) };
}
