/** Throughput or latency that was still moving within the measuring window, or may have been. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile } from "../../judgement/student.ts";
import { unsettledReason } from "../../comparing/validity.ts";
import { percent, type Rule } from "../rule.ts";

/** With fewer seconds a trend cannot be told from their noise. */
const FEWEST_SAMPLES = 4;
/** From the first to the last second; less than this is within δ for the window's mean. */
const CHANGE_SHARE = 0.1;
/** A chance of one in a hundred for each trial that has no trend. */
const CONFIDENCE = 0.99;

export const rule: Rule = {
  severity: "warning",
  ofCircumstances: true,
  remedy:
    "Warm up for longer (warmUpMaxS), until throughput rests: pools and compilers grow into " +
    "their work. A server that swings by itself needs a longer window.",

  trial: (trial) => {
    const { outcome } = trial;
    const said = unsettledReason(trial);
    if (outcome.settled === false) return said;
    // Where that was too short to tell, the seconds of the window may.
    return trendIn(outcome.throughputSamplesRps) ??
      (said === null ? null : { sentence: said, severity: "note" });
  },
};

/** What is said of a trend in the seconds of a window. */
function trendIn(samples: number[]): string | null {
  const logs = samples.filter((rps) => rps > 0).map(Math.log);
  if (logs.length < FEWEST_SAMPLES || logs.length < samples.length) return null;
  const { slope, error } = lineThrough(logs);
  const change = Math.exp(slope * (logs.length - 1)) - 1;
  if (Math.abs(change) < CHANGE_SHARE) return null;
  if (Math.abs(slope) <= studentQuantile(CONFIDENCE, logs.length - 2) * error) return null;
  return `Throughput ${change > 0 ? "rose" : "fell"} by ${percent(Math.abs(change))} from the ` +
    `first to the last second of the window.`;
}

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
