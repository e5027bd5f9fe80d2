/** Student's t distribution for whole degrees of freedom: what a small number of blocks needs. */
import { bisect, sampleStandardDeviation } from "simple-statistics";

const known = new Map<string, number>();

/**
 * The chance that |T| ≤ t. The finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4, exact for
 * whole degrees of freedom.
 */
export function studentCentralProbability(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cosine = Math.cos(angle);
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= cosine * cosine * (power - 1) / power;
    sum += term;
  }
  return odd ? (angle + Math.sin(angle) * sum) * 2 / Math.PI : Math.sin(angle) * sum;
}

/**
 * The t within which |T| lies with the given confidence: 12.706 for 0.95 and one degree of freedom.
 *
 * @param degreesOfFreedom a whole number, at least 1
 * @example
 * ```ts
 * import { studentQuantile } from "lab/analysis/judgement/student.ts";
 * console.log(studentQuantile(0.95, 2).toFixed(3)); // 4.303
 * ```
 */
export function studentQuantile(confidence: number, degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new Error(
      `Student's t: ${degreesOfFreedom} degrees of freedom; give a whole number of at least 1.`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new Error(`Student's t: confidence ${confidence}; give a share between 0 and 1.`);
  }
  const key = `${confidence} ${degreesOfFreedom}`;
  let quantile = known.get(key);
  if (quantile === undefined) {
    let above = 2;
    while (studentCentralProbability(above, degreesOfFreedom) < confidence) above *= 2;
    quantile = bisect(
      (t: number) => studentCentralProbability(t, degreesOfFreedom) - confidence,
      0,
      above,
      200,
      1e-10,
    ) as number;
    known.set(key, quantile);
  }
  return quantile;
}

/**
 * How far the interval around the mean of independent values reaches to either side, 95 % by Student's t.
 *
 * @param values at least two
 * @example
 * ```ts
 * import { meanHalfWidth } from "lab/analysis/judgement/student.ts";
 * console.log(meanHalfWidth([0.9, 1, 1.1, 1]).toFixed(2)); // 0.13
 * ```
 */
export function meanHalfWidth(values: readonly number[]): number {
  const count = values.length;
  return studentQuantile(0.95, count - 1) * sampleStandardDeviation([...values]) / Math.sqrt(count);
}
