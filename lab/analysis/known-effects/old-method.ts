/**
 * How pairs were judged before: kept to be compared with, on the same trials. It decides nothing.
 *
 * The ratio was the median over blocks; the interval Student's t of the pair's own differences (joined
 * with a bootstrap of the median, which widened it a little and is left out here: in its favour); a
 * difference counted where the interval excluded 1 by more than the noise floor, which was what the
 * median of one pair of twins happened to be; and the same meant within 5 %.
 */
import { mean, median } from "simple-statistics";
import { meanHalfWidth } from "../judgement/student.ts";

const OLD_DELTA_SHARE = 0.05;
const FEWEST = 3;

export interface OldVerdict {
  verdict: "different" | "equivalent" | "undecided";
  /** The median. */
  ratio: number;
  low: number;
  high: number;
  floorShare: number;
  deltaShare: number;
}

/**
 * @param differences ln A − ln B, a block each
 * @param twinDifferences ln of identical cells, in the same blocks; none: no floor
 * @example
 * ```ts
 * import { oldVerdict } from "lab/analysis/known-effects/old-method.ts";
 * const differences = [0.1, 0.11, 0.09, 0.1];
 * console.log(oldVerdict(differences, [0.01, 0.02, 0.03]).verdict); // different
 * console.log(oldVerdict(differences, [0.1, 0.12, 0.3]).verdict); // undecided
 * ```
 */
export function oldVerdict(
  differences: readonly number[],
  twinDifferences: readonly number[],
): OldVerdict {
  const floorShare = twinDifferences.length === 0
    ? 0
    : Math.expm1(Math.abs(median([...twinDifferences])));
  const known = { floorShare, deltaShare: OLD_DELTA_SHARE };
  if (differences.length < FEWEST) {
    return { verdict: "undecided", ratio: NaN, low: 0, high: Infinity, ...known };
  }
  const values = [...differences];
  const centre = median(values);
  const half = meanHalfWidth(values);
  const low = Math.exp(Math.min(mean(values) - half, centre));
  const high = Math.exp(Math.max(mean(values) + half, centre));
  const differs = low > 1 + floorShare || high < 1 / (1 + floorShare);
  const within = low >= 1 / (1 + OLD_DELTA_SHARE) && high <= 1 + OLD_DELTA_SHARE;
  const verdict = differs ? "different" : within ? "equivalent" : "undecided";
  return { verdict, ratio: Math.exp(centre), low, high, ...known };
}
