/** Work of a known size: rounds of a hash, so that twice the percent is twice the rounds. */

/**
 * Rounds for each percent. A constant and never measured as a server starts: every process, and every
 * trial, does the very same. So many that a percent is about a hundredth of the CPU that a request
 * takes without any; how nearly, `deno task prove` measures and says.
 */
export const ROUNDS_PER_PERCENT = 285;

/** Each round upon the last, so that nothing can be left out; it allocates nothing. */
export function hash(seed: number, rounds: number): number {
  let state = seed | 1;
  for (let round = 0; round < rounds; round++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state ^= state >>> 12;
  }
  return state;
}
