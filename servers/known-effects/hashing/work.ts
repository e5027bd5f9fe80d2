/** Work of a known size: a hash over a count, so that 110 % of the work is 110 % of its rounds. */

/**
 * Rounds of the hash in 100 % of the work: about 1 ms of one core of 2026. A constant and not
 * measured at the start: every process, and every trial, does the very same.
 */
export const BASE_ROUNDS = 400_000;

/** How much a request may be asked to do, in percent of the base; 0 shows what the rest costs. */
export const WORK_PERCENTS = ["100", "105", "110", "120", "0"] as const;
/** How long it may wait, in ms, with no work done. */
export const DELAYS_MS = ["0", "5"] as const;

/** The rounds of so many percent: a whole number for each percent that there is. */
export function roundsOf(percent: number): number {
  return BASE_ROUNDS / 100 * percent;
}

/**
 * Hashes for so many rounds, each upon the last: nothing can be done at once or left out. It
 * allocates nothing, so that no collector of garbage adds a share of its own.
 */
export function hash(seed: number, rounds: number): number {
  let state = seed | 1;
  for (let round = 0; round < rounds; round++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state ^= state >>> 12;
  }
  return state;
}
