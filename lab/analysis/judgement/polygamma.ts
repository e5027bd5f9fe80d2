/** The derivatives of ln Γ that an estimate of "how unlike are these variances" needs. */

/** Bernoulli's numbers B₂, B₄, … B₁₆: at 6 and above the first one left out adds less than 1e-12. */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/** From here on the asymptotic series is as good as a double; smaller arguments climb up to it. */
const SERIES_FROM = 6;

/** Newton's steps shrink quadratically; from the start given below even 1e-20 takes fewer. */
const MOST_STEPS = 100;

/**
 * ψ(x), the first derivative of ln Γ, for x above 0.
 *
 * The recurrence ψ(x) = ψ(x + 1) − 1/x leads up to 6, the asymptotic series on from there
 * (Abramowitz and Stegun, 6.3.5 and 6.3.18).
 *
 * @example
 * ```ts
 * import { digamma } from "lab/analysis/judgement/polygamma.ts";
 * console.log(digamma(1).toFixed(6)); // -0.577216, Euler's constant
 * ```
 */
export function digamma(x: number): number {
  checkPositive("digamma", x);
  let below = 0;
  for (; x < SERIES_FROM; x++) below -= 1 / x;
  const series = BERNOULLI.reduce((sum, b, i) => sum + b / ((2 * i + 2) * x ** (2 * i + 2)), 0);
  return below + Math.log(x) - 1 / (2 * x) - series;
}

/**
 * ψ′(x), for x above 0: the variance of the logarithm of a χ² with 2x degrees of freedom
 * (Abramowitz and Stegun, 6.4.6 and 6.4.12).
 *
 * @example
 * ```ts
 * import { trigamma } from "lab/analysis/judgement/polygamma.ts";
 * console.log(Math.abs(trigamma(1) - Math.PI ** 2 / 6) < 1e-12); // true
 * ```
 */
export function trigamma(x: number): number {
  checkPositive("trigamma", x);
  let below = 0;
  for (; x < SERIES_FROM; x++) below += 1 / x ** 2;
  const series = BERNOULLI.reduce((sum, b, i) => sum + b / x ** (2 * i + 3), 0);
  return below + 1 / x + 1 / (2 * x ** 2) + series;
}

/** ψ″(x), for x above 0; always below 0 (Abramowitz and Stegun, 6.4.6 and 6.4.13). */
export function tetragamma(x: number): number {
  checkPositive("tetragamma", x);
  let below = 0;
  for (; x < SERIES_FROM; x++) below -= 2 / x ** 3;
  const series = BERNOULLI.reduce((sum, b, i) => sum + (2 * i + 3) * b / x ** (2 * i + 4), 0);
  return below - 1 / x ** 2 - 1 / x ** 3 - series;
}

/**
 * The y with ψ′(y) = x, for x above 0.
 *
 * Newton's method on 1/ψ′, which is convex and nearly straight, from a start that is never too
 * small: the steps all go one way and cannot overshoot. Source: Smyth, *Linear models and empirical
 * Bayes methods for assessing differential expression in microarray experiments* (2004), appendix.
 *
 * @example
 * ```ts
 * import { trigamma, trigammaInverse } from "lab/analysis/judgement/polygamma.ts";
 * console.log(trigammaInverse(trigamma(3.5)).toFixed(9)); // 3.500000000
 * ```
 */
export function trigammaInverse(x: number): number {
  checkPositive("the inverse of trigamma", x);
  let y = 0.5 + 1 / x;
  for (let step = 0; step < MOST_STEPS; step++) {
    const value = trigamma(y);
    const change = value * (1 - value / x) / tetragamma(y);
    y += change;
    if (Math.abs(change) <= 1e-12 * y) break;
  }
  return y;
}

function checkPositive(name: string, x: number): void {
  if (!(x > 0 && x < Infinity)) {
    throw new Error(`Computing ${name} of ${x}: give a finite number above 0.`);
  }
}
