/** When a warm-up is over: it fits the server, by what was seen of it so far. */
import type { Load } from "../nouns/load.ts";
import { added, FEWEST_SLICES, hasSettled, type Slice, SLICE_S } from "./steady.ts";
import type { WarmedUp, WarmUp } from "./tool.ts";

/**
 * What is looked at is the later half of a warm-up, and no less than this. Tried on 20 starts of five
 * servers: after 1.5 s three of four of a compiled one were called steady and rose by 7 to 17 % within
 * the window; after 2 s none was, and all took 2 to 4 s.
 */
export const LEAST_LOOK_S = 2;

/**
 * By then every connection has been answered once and is under way for the second time: what is
 * counted began under load.
 */
const LATENCIES = 2;

/** What a warm-up has come to. */
export type Warmth = WarmedUp & { over: boolean };

/**
 * What a warm-up has come to by its slices. It is over once it has taken the least time and two mean
 * latencies, and is steady; or has taken the most time and two mean latencies. Where nothing was
 * answered the mean latency is not known, and it goes on until a first answer would be a timeout.
 *
 * @param sliceS how long a slice was meant to be
 * @param timeoutS an answer that takes longer is none
 * @example
 * ```ts
 * import { warmthOf } from "lab/load/warmup.ts";
 * const slice = { durationS: 0.1, okCount: 50, endedCount: 50, latencySumMs: 900 };
 * const load = { kind: "closed" as const, connections: 9 };
 * const bounds = { leastS: 1, mostS: 6 };
 * console.log(warmthOf(Array(20).fill(slice), load, bounds, { timeoutS: 10 }).over); // true
 * ```
 */
export function warmthOf(
  slices: readonly Slice[],
  load: Load,
  { leastS, mostS }: WarmUp,
  { sliceS = SLICE_S, timeoutS }: { sliceS?: number; timeoutS: number },
): Warmth {
  const { durationS: warmUpS } = added(slices);
  const look = Math.max(
    FEWEST_SLICES,
    Math.round(LEAST_LOOK_S / sliceS),
    Math.ceil(slices.length / 2),
  );
  const stretch = slices.slice(-look);
  const settled = hasSettled(stretch);
  const latencyMeanMs = meanLatencyMs(slices.slice(-Math.ceil(slices.length / 2)), load, timeoutS);
  const needS = latencyMeanMs === null ? timeoutS : LATENCIES * latencyMeanMs / 1000;
  const rests = settled === true && stretch.length === look;
  return {
    warmUpS,
    settled,
    ...(latencyMeanMs === null ? {} : { latencyMeanMs }),
    over: warmUpS >= needS && (rests ? warmUpS >= leastS : warmUpS >= Math.max(leastS, mostS)),
  };
}

/**
 * Mean latency in ms; `null` where nothing has ended. In a closed loop every connection always waits
 * for one answer, so that by Little's law connections over throughput is what they take; the mean of
 * those that were answered so far would leave out the slow ones. Of requests that failed as well: they
 * took their time. No more than a timeout.
 */
function meanLatencyMs(slices: Slice[], load: Load, timeoutS: number): number | null {
  const { durationS, okCount, endedCount, latencySumMs } = added(slices);
  if (endedCount === 0) return null;
  const ms = load.kind === "closed"
    ? load.connections * durationS * 1000 / endedCount
    : okCount === 0
    ? timeoutS * 1000
    : latencySumMs / okCount;
  return Math.min(ms, timeoutS * 1000);
}
