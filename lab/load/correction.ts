/**
 * wrk's correction undone. After a window wrk takes the mean time between a connection's requests, E,
 * and for every answer of n > 2E adds answers of n - E, n - 2E … down to E: those that would have been
 * sent meanwhile. A closed loop sent none, and the lab's other tools add none.
 *
 * What wrk has at m > E is then what it saw at m, m + E, m + 2E …; and at m + E, all but the first of
 * these. So what it saw at m is the difference of the two, exactly.
 */
import { GauntletError } from "../system/state.ts";

/** What wrk says of a window. */
export interface WrkWindow {
  durationUs: number;
  requestCount: number;
  connections: number;
  /** How many latencies it recorded itself. */
  recordedCount: number;
}

/**
 * The latencies that were seen, by what wrk has after its correction. A wrk that does not correct is
 * taken at its word.
 *
 * @param told how often wrk has each latency, in µs
 * @throws GauntletError when they do not add up to what it recorded
 * @example
 * ```ts
 * import { uncorrected } from "lab/load/correction.ts";
 * const window = { durationUs: 1000, requestCount: 10, connections: 1, recordedCount: 10 };
 * // E is 100 µs: for the one of 350 µs there are two more, of 250 and 150 µs.
 * const told = new Map([[20, 9], [150, 1], [250, 1], [350, 1]]);
 * console.log([...uncorrected(told, window)]); // [[20, 9], [350, 1]]
 * ```
 */
export function uncorrected(
  told: ReadonlyMap<number, number>,
  { durationUs, requestCount, connections, recordedCount }: WrkWindow,
): Map<number, number> {
  const sum = (counts: ReadonlyMap<number, number>) =>
    counts.values().reduce((total, count) => total + count, 0);
  if (sum(told) === recordedCount) return new Map(told);
  const each = Math.floor(requestCount / connections);
  const betweenUs = each === 0 ? Infinity : Math.floor(durationUs / each);
  const seen = new Map(
    told.entries().map(([latencyUs, count]) => {
      const added = latencyUs > betweenUs ? told.get(latencyUs + betweenUs) ?? 0 : 0;
      return [latencyUs, count - added] as const;
    }).filter(([, count]) => count !== 0),
  );
  if (sum(seen) === recordedCount) return seen;
  throw new GauntletError(
    `Cannot read wrk's latencies: they are ${sum(seen)} and it recorded ${recordedCount}; use ` +
      `another version of it, or another load tool`,
  );
}
