/** Whether a load runs evenly: throughput and mean latency have stopped moving. */

/** One consecutive part of a load, as a generator tells it. */
export interface Slice {
  durationS: number;
  /** Answers that count as throughput. */
  okCount: number;
  /** Of these. */
  latencySumMs: number;
  /** Requests that ended in whatever way: these, and others, failures and timeouts. */
  endedCount: number;
}

/**
 * How finely a load is told: six parts in the shortest warm-up of a quick look, and still a few
 * answers in each at 50 a second. Shorter ones would show how a generator's timer is late.
 */
export const SLICE_S = 0.1;

/** Fewer slices, or parts made of them, cannot tell a trend from noise: three against three. */
export const FEWEST_SLICES = 6;

/** More parts tell no more of a trend, and their counting noise hides a swing. */
const MOST_PARTS = 12;

/** A part with fewer says little of a mean latency. */
const FEW_ANSWERS = 10;

/** A drift that the lab would call a difference, were it between two cells. */
const DRIFT_LIMIT = 0.05;

/** A part of a steady server is off by ±10 %; a swing of ±25 % is off by more than this. */
const SPREAD_LIMIT = 0.15;

/** By chance a few parts scatter more than all would. */
const COUNTING = 1.6;

/**
 * Of a steady server, one in twenty shows more drift than so many standard errors, by Student's
 * distribution for 6, 8, 10 and 12 parts.
 */
const ERRORS: Record<number, number> = { 6: 2.78, 8: 2.45, 10: 2.31, 12: 2.23 };

/**
 * Whether a stretch of a load is steady; `null` while there is too little to tell.
 *
 * The stretch is cut into 6 to 12 parts of equal length, none shorter than a mean latency or with
 * fewer than 10 answers where that can be: connections that began together are answered together for
 * a while, and what they do within one latency is an echo of their start.
 *
 * The earlier and the later half must agree to 5 %, in throughput and in mean latency: in an open loop
 * the first is steady by construction. Throughput of single parts must not scatter by more than 15 %
 * (standard deviation over mean), or a swing would pass at its turning points; latency may, where few
 * requests wait long. The first limit widens to some two standard errors, by what the parts scatter
 * and by what counting alone does where few answers came (Poisson); the second by the latter.
 * What moves within much less than the stretch averages out; what takes much longer is not seen.
 *
 * @example
 * ```ts
 * import { hasSettled } from "lab/load/steady.ts";
 * const slice = { durationS: 0.1, okCount: 50, endedCount: 50, latencySumMs: 900 };
 * console.log(hasSettled(Array(20).fill(slice))); // true
 * ```
 */
export function hasSettled(slices: readonly Slice[]): boolean | null {
  if (slices.length < FEWEST_SLICES) return null;
  const whole = added(slices);
  if (whole.okCount === 0) return false;
  const parts = cut(slices, partsOf(whole, slices.length));
  const meanLatencyMs = whole.latencySumMs / whole.okCount;
  const rates = parts.map(({ okCount, durationS }) => okCount / durationS);
  // A part without an answer says nothing of latency; its throughput says enough.
  const latenciesMs = parts.map(({ okCount, latencySumMs }) =>
    okCount === 0 ? meanLatencyMs : latencySumMs / okCount
  );
  const counting = 2 * Math.sqrt(4 / whole.okCount);
  const spreadLimit = Math.max(SPREAD_LIMIT, COUNTING / Math.sqrt(whole.okCount / parts.length));
  const level = (values: number[]) => {
    const { drift, error } = driftOf(values);
    return Math.abs(drift) <= Math.max(DRIFT_LIMIT, ERRORS[parts.length]! * error, counting);
  };
  return level(rates) && level(latenciesMs) && spread(rates) <= spreadLimit;
}

/** How many parts: an even number, of those that are long enough. */
function partsOf({ durationS, okCount, latencySumMs }: Slice, most: number): number {
  const latencyS = latencySumMs / okCount / 1000;
  const fitting = Math.min(durationS / latencyS, okCount / FEW_ANSWERS, most, MOST_PARTS);
  return Math.max(FEWEST_SLICES, 2 * Math.floor(fitting / 2));
}

/** Slices put together into so many parts, as equal as whole slices allow. */
function cut(slices: readonly Slice[], count: number): Slice[] {
  const from = (part: number) => Math.round(part * slices.length / count);
  return Array.from(
    { length: count },
    (_, part) => added(slices.slice(from(part), from(part + 1))),
  );
}

/** Slices one after the other as one. */
export function added(slices: readonly Slice[]): Slice {
  const sum = (field: keyof Slice) => slices.reduce((total, slice) => total + slice[field], 0);
  return {
    durationS: sum("durationS"),
    okCount: sum("okCount"),
    latencySumMs: sum("latencySumMs"),
    endedCount: sum("endedCount"),
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (values: number[]) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
};

/** By how much the later half differs from the earlier, and its standard error; shares of the mean. */
function driftOf(values: number[]): { drift: number; error: number } {
  const half = values.length / 2;
  const [earlier, later] = [values.slice(0, half), values.slice(half)];
  const variance = (squares(earlier) + squares(later)) / (values.length - 2);
  return {
    drift: (mean(later) - mean(earlier)) / mean(values),
    error: Math.sqrt(variance * 2 / half) / mean(values),
  };
}

const spread = (values: number[]) =>
  Math.sqrt(squares(values) / (values.length - 1)) / mean(values);
