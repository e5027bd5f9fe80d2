/** Intervals for any statistic by drawing the sample again and again, with a seed. */
import { errorFunction, probit, quantileSorted } from "simple-statistics";
import { seededRandom } from "../nouns/random.ts";

export interface Interval {
  low: number;
  high: number;
}

export interface BootstrapOptions {
  /** The share of repetitions whose interval should hold the truth. Default 0.95. */
  confidence?: number;
  resampleCount?: number;
  seed?: number;
  /** `percentile`, or `bca`: corrected for bias and for skew. Default `percentile`. */
  method?: "percentile" | "bca";
}

/**
 * The bootstrap interval of a statistic.
 *
 * Method: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 13 (percentile)
 * and 14 (BCa). Both cover too little below some 10 values: `compare()` does not rest on it alone.
 *
 * @param values the sample, at least one value
 * @param statistic what is asked of each resample; may change the order of the array it gets
 * @throws when the sample is empty
 * @example
 * ```ts
 * import { mean } from "simple-statistics";
 * import { bootstrap } from "lab/analysis/bootstrap.ts";
 * const { low, high } = bootstrap([9, 10, 11, 12, 10], mean, { seed: 1 });
 * console.log(low < 10.4 && 10.4 < high); // true
 * ```
 */
export function bootstrap(
  values: readonly number[],
  statistic: (sample: number[]) => number,
  { confidence = 0.95, resampleCount = 2000, seed = 1, method = "percentile" }: BootstrapOptions =
    {},
): Interval {
  if (values.length === 0) {
    throw new Error("Bootstrap: the sample is empty; give at least one value.");
  }
  const random = seededRandom(seed);
  const resample = new Array<number>(values.length);
  const replicates = Float64Array.from({ length: resampleCount }, () => {
    for (let i = 0; i < values.length; i++) {
      resample[i] = values[Math.floor(random() * values.length)]!;
    }
    return statistic(resample);
  }).sort();
  const tail = (1 - confidence) / 2;
  const adjust = method === "bca" ? bcaAdjustment(values, statistic, replicates) : (p: number) => p;
  const sorted = Array.from(replicates);
  return {
    low: quantileSorted(sorted, adjust(tail)),
    high: quantileSorted(sorted, adjust(1 - tail)),
  };
}

/** Where in the replicates BCa looks for a quantile. */
function bcaAdjustment(
  values: readonly number[],
  statistic: (sample: number[]) => number,
  replicates: Float64Array,
): (probability: number) => number {
  const observed = statistic([...values]);
  // Half of the ties count as below: without it a median of few values is always "biased".
  const below = replicates.filter((replicate) => replicate < observed).length;
  const equal = replicates.filter((replicate) => replicate === observed).length;
  const share = (below + equal / 2) / replicates.length;
  if (values.length < 2 || share <= 0 || share >= 1) return (probability) => probability;
  const bias = probit(share);
  const jackknife = values.map((_, left) => statistic(values.filter((_, i) => i !== left)));
  const centre = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  const squares = jackknife.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  const cubes = jackknife.reduce((sum, value) => sum + (centre - value) ** 3, 0);
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  return (probability) => {
    const shifted = bias + probit(probability);
    return standardNormalProbability(bias + shifted / (1 - acceleration * shifted));
  };
}

/** Not simple-statistics' own: that one reads a table with two decimals. */
function standardNormalProbability(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
