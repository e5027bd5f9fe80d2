/** How sure a scalability curve is: bands by residual bootstraps. */
import { mean, quantile } from "simple-statistics";
import { seededRandom } from "../../nouns/random.ts";
import { fitUsl, type UslParameters, uslPeak, type UslPoint, uslThroughputRps } from "./usl.ts";

export interface BandPoint extends UslPoint {
  /** 95 % band of the curve; null below three blocks. */
  low: number | null;
  high: number | null;
}

/**
 * Laws fitted to the curve with residuals drawn anew: first those of trials, then those of cells.
 *
 * @param sizes N of each cell
 * @param logs log throughput of each cell's trials, without drift
 */
export function resampledLaws(
  sizes: number[],
  logs: number[][],
  law: UslParameters,
  resampleCount: number,
  seed: number,
): UslParameters[][] {
  const random = seededRandom(seed);
  const expected = sizes.map((atOnce) => Math.log(uslThroughputRps(law, atOnce)));
  const ofTrials = logs.flatMap((ofCell, i) => ofCell.map((log) => log - expected[i]!));
  const ofCells = logs.map((ofCell, i) => mean(ofCell) - expected[i]!);
  const trialPlaces = logs.flatMap((ofCell, i) => ofCell.map(() => i));
  const draw = (residuals: number[], places: number[]) => {
    // Three parameters follow the noise: residuals are smaller than it by this.
    const scale = Math.sqrt(residuals.length / (residuals.length - 3));
    return fitUsl(places.map((i) => ({
      atOnce: sizes[i]!,
      throughputRps: Math.exp(
        expected[i]! + scale * residuals[Math.floor(random() * residuals.length)]!,
      ),
    })));
  };
  return [
    Array.from({ length: resampleCount }, () => draw(ofTrials, trialPlaces)),
    Array.from({ length: resampleCount }, () => draw(ofCells, sizes.map((_, i) => i))),
  ];
}

const CURVE_STEPS = 40;

/** The curve with the wider of the bands, end by end; without laws it has none. */
export function bandOf(
  points: UslPoint[],
  law: UslParameters,
  laws: UslParameters[][],
): BandPoint[] {
  const sizes = points.map(({ atOnce }) => atOnce);
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    // Even steps on a log scale: the curve bends most at its start.
    const atOnce = first * (last / first) ** (step / CURVE_STEPS);
    const ends = laws.map((some) =>
      quantile(some.map((one) => uslThroughputRps(one, atOnce)), [0.025, 0.975])
    );
    const throughputRps = uslThroughputRps(law, atOnce);
    return {
      atOnce,
      throughputRps,
      low: laws.length === 0 ? null : Math.min(throughputRps, ...ends.map((end) => end[0]!)),
      high: laws.length === 0 ? null : Math.max(throughputRps, ...ends.map((end) => end[1]!)),
    };
  });
}

/** The 95 % interval of the peak, the wider likewise; Infinity where it may only level off. */
export function peakIntervalOf(laws: UslParameters[][]): { low: number; high: number } | null {
  if (laws.length === 0) return null;
  const ends = laws.map((some) => {
    const peaks = some.map((law) => uslPeak(law) ?? Infinity).sort((a, b) => a - b);
    return [0.025, 0.975].map((share) => peaks[Math.floor(share * peaks.length)]!);
  });
  return {
    low: Math.min(...ends.map((end) => end[0]!)),
    high: Math.max(...ends.map((end) => end[1]!)),
  };
}
