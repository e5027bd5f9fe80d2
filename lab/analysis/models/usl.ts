/** The Universal Scalability Law: throughput against the number of things that work at once. */
import { fcnnlsVector } from "ml-fcnnls";
import { GauntletError } from "../../nouns/error.ts";

/**
 * X(N) = λN ÷ (1 + σ(N − 1) + κN(N − 1)) (Gunther, *Guerrilla Capacity Planning*, 2007): σ is what
 * waits its turn (a lock, a core), κ what each must settle with every other.
 */
export interface UslParameters {
  /** λ: what one gives alone, in requests a second. */
  singleRps: number;
  /** σ ≥ 0. */
  contention: number;
  /** κ ≥ 0. */
  coherency: number;
}

/** One measurement: how many work at once, and what came of it. */
export interface UslPoint {
  atOnce: number;
  throughputRps: number;
}

/** Three parameters need a fourth size, or every curve would fit. */
export const FEWEST_SIZES = 4;
/** Where the curve is highest can be told from six sizes or more, some on either side of it. */
export const FEWEST_SIZES_FOR_PEAK = 6;

/** The law's throughput for N at once. */
export function uslThroughputRps(
  { singleRps, contention, coherency }: UslParameters,
  atOnce: number,
): number {
  return singleRps * atOnce /
    (1 + contention * (atOnce - 1) + coherency * atOnce * (atOnce - 1));
}

/** The N with the highest throughput, √((1 − σ) ÷ κ); null where it only levels off. */
export function uslPeak({ contention, coherency }: UslParameters): number | null {
  if (coherency <= 0) return null;
  return Math.max(1, Math.sqrt(Math.max(0, 1 - contention) / coherency));
}

/**
 * Fits the law with λ > 0, σ ≥ 0 and κ ≥ 0.
 *
 * N ÷ X is linear in (1, σ, κ) ÷ λ, so no iterative curve fit with starting values is needed:
 * non-negative least squares (Lawson and Hanson 1974) finds the one best answer. Rows are weighted
 * by X of the fit before, so that errors count in share, as throughput's do; three rounds settle it.
 *
 * @param points throughput above zero; at least four different N
 * @throws when there are too few sizes
 * @example
 * ```ts
 * import { fitUsl, uslThroughputRps } from "lab/analysis/models/usl.ts";
 * const law = { singleRps: 100, contention: 0.1, coherency: 0.002 };
 * const points = [1, 2, 4, 8, 16, 32].map((atOnce) => (
 *   { atOnce, throughputRps: uslThroughputRps(law, atOnce) }
 * ));
 * console.log(fitUsl(points).contention.toFixed(3)); // 0.100
 * ```
 */
export function fitUsl(points: readonly UslPoint[]): UslParameters {
  const usable = points.filter(({ atOnce, throughputRps }) => atOnce >= 1 && throughputRps > 0);
  const sizeCount = new Set(usable.map(({ atOnce }) => atOnce)).size;
  if (sizeCount < FEWEST_SIZES) {
    throw new GauntletError(
      `Fitting the Universal Scalability Law: ${sizeCount} sizes with answers; measure at least ` +
        `${FEWEST_SIZES}.`,
    );
  }
  let weights = usable.map(({ atOnce, throughputRps }) => throughputRps / atOnce);
  let law = solve(usable, weights);
  for (let round = 0; round < 2; round++) {
    weights = usable.map(({ atOnce }) => uslThroughputRps(law, atOnce) / atOnce);
    law = solve(usable, weights);
  }
  return law;
}

function solve(points: readonly UslPoint[], weights: readonly number[]): UslParameters {
  // Columns of like size keep the sum well conditioned at any N.
  const largest = Math.max(...points.map(({ atOnce }) => atOnce));
  const scales = [1, largest, largest ** 2];
  const rows = points.map(({ atOnce: n }, i) =>
    [1, n - 1, n * (n - 1)].map((column, k) => column * weights[i]! / scales[k]!)
  );
  const right = points.map(({ atOnce, throughputRps }, i) => weights[i]! * atOnce / throughputRps);
  const [one, sigma, kappa] = fcnnlsVector(rows, right).K.to1DArray().map((x, k) => x / scales[k]!);
  // Throughput that only falls leaves nothing for λ: the curve is the same with it very large.
  const base = Math.max(one!, 1e-9 * (sigma! + kappa!));
  return { singleRps: 1 / base, contention: sigma! / base, coherency: kappa! / base };
}
