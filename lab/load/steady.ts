/** When a warm-up has ended: throughput and mean latency have stopped moving. */

/** One consecutive part of the warm-up. */
export interface Slice {
  okCount: number;
  latencySumMs: number;
}

/** Long enough for a few dozen answers of all but the slowest cells, short against a warm-up. */
export const SLICE_S = 0.5;

/** Fewer cannot tell a trend from noise: three against three. */
export const FEWEST_SLICES = 6;

/** A drift that the lab would call a difference, were it between two cells. */
const DRIFT_LIMIT = 0.05;

/** A single slice of a steady server is off by ±10 %; a swing of ±25 % is off by more than this. */
const SPREAD_LIMIT = 0.15;

/**
 * Whether the end of a warm-up is steady; `null` while there is too little to tell.
 *
 * Looked at is its second half, 3 s at least: the longer it took, the slower a rise may be, and the
 * longer the stretch that has to be level. Both halves of that must agree to 5 %, and single slices
 * must not scatter by more than 15 % (standard deviation over mean), or a swing would pass at its
 * turning points. Both limits widen where so few answers came that counting alone scatters more
 * (Poisson).
 * What moves over more than some 5 s is not seen in time: such a server needs a longer `warmUpS`.
 * Throughput and mean latency must both pass: in an open loop the first is steady by construction.
 *
 * @example
 * ```ts
 * import { hasSettled } from "lab/load/steady.ts";
 * console.log(hasSettled(Array(8).fill({ okCount: 500, latencySumMs: 9000 }))); // true
 * ```
 */
export function hasSettled(slices: readonly Slice[]): boolean | null {
  if (slices.length < FEWEST_SLICES) return null;
  const pairs = Math.max(FEWEST_SLICES / 2, Math.floor(slices.length / 4));
  const recent = slices.slice(-2 * pairs);
  const answers = recent.reduce((sum, { okCount }) => sum + okCount, 0);
  if (answers === 0) return false;
  const meanLatencyMs = recent.reduce((sum, slice) => sum + slice.latencySumMs, 0) / answers;
  const counts = recent.map(({ okCount }) => okCount);
  // A slice without an answer says nothing of latency; its throughput says enough.
  const latenciesMs = recent.map(({ okCount, latencySumMs }) =>
    okCount === 0 ? meanLatencyMs : latencySumMs / okCount
  );
  const driftLimit = Math.max(DRIFT_LIMIT, 2 * Math.sqrt(2 / (answers / 2)));
  const spreadLimit = Math.max(SPREAD_LIMIT, 1.5 / Math.sqrt(answers / recent.length));
  return [counts, latenciesMs].every((values) =>
    drift(values) <= driftLimit && spread(values) <= spreadLimit
  );
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how much the later half differs from the earlier, as a share of the mean. */
function drift(values: number[]): number {
  const half = values.length / 2;
  return Math.abs(mean(values.slice(half)) - mean(values.slice(0, half))) / mean(values);
}

function spread(values: number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / middle;
}
