/** When the requests of an open loop should be sent. */
import { seededRandom } from "../nouns/random.ts";
import type { Share } from "../nouns/requests.ts";
import type { OpenLoad } from "../nouns/load.ts";

/** A generator's part of the connections: as even as whole numbers are. */
export function shareOf(connections: number, { index, count }: Share): number {
  return Math.floor(connections / count) + (index < connections % count ? 1 : 0);
}

/**
 * The arrivals of a load in seconds since its start, without end. The shares of all generators
 * together are exactly the series of one: each takes every `count`-th.
 *
 * `constant`: evenly spaced. `poisson`: independent of each other, as users are (exponential gaps,
 * seeded). `burst`: a period's arrivals evenly spaced within its first `burstS`.
 *
 * @example
 * ```ts
 * import { arrivalsS } from "lab/load/arrivals.ts";
 * const load = { kind: "open", rateRps: 10, arrivals: "constant", connections: 4 } as const;
 * console.log(arrivalsS(load).take(3).toArray()); // [0, 0.1, 0.2]
 * ```
 */
export function* arrivalsS(
  load: OpenLoad,
  share: Share = { index: 0, count: 1 },
): Generator<number, never> {
  const series = all(load);
  for (let arrival = 0;; arrival++) {
    const { value } = series.next();
    if (arrival % share.count === share.index) yield value;
  }
}

function* all(load: OpenLoad): Generator<number, never> {
  const { rateRps, arrivals, seed = 1, burstS = 1, burstPeriodS = 1 } = load;
  const random = seededRandom(seed);
  let nowS = 0;
  for (let arrival = 0;; arrival++) {
    if (arrivals === "poisson") yield nowS += -Math.log(1 - random()) / rateRps;
    // Busy time runs at the higher rate; a pause follows each `burstS` of it.
    const busyS = arrival / rateRps * (arrivals === "burst" ? burstS / burstPeriodS : 1);
    if (arrivals === "constant") yield busyS;
    if (arrivals === "burst") {
      const period = Math.floor(busyS / burstS + 1e-9);
      yield period * burstPeriodS + Math.max(0, busyS - period * burstS);
    }
  }
}
