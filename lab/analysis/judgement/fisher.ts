/** Fisher's F distribution, for degrees of freedom that need not be whole: what several machines need. */
import { gammaln } from "simple-statistics";

/** Of the continued fraction: beyond 1e-14 nothing changes any more, long before so many terms. */
const MOST_TERMS = 300;

/**
 * The chance that F ≥ f, by the incomplete beta function and its continued fraction (DLMF 8.17.22,
 * by Lentz's method).
 *
 * @param f at least 0
 * @example
 * ```ts
 * import { fisherTail } from "lab/analysis/judgement/fisher.ts";
 * console.log(fisherTail(4.1028, 2, 10).toFixed(4)); // 0.0500
 * ```
 */
export function fisherTail(f: number, above: number, below: number): number {
  if (!(above > 0 && below > 0)) {
    throw new Error(`Fisher's F: ${above} and ${below} degrees of freedom; give two above 0.`);
  }
  if (!(f > 0)) return 1;
  return incompleteBeta(below / (below + above * f), below / 2, above / 2);
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x),
  ) / a;
  const tiny = 1e-300;
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1) || tiny), value = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * value;
}
