/**
 * A random number generator with a seed, so that a bootstrap, a fixture or a simulation gives the
 * same answer each time (mulberry32 by Tommy Ettinger, public domain: 32 bits of state, period 2³²).
 *
 * @param seed any integer; only its low 32 bits count
 * @returns a function that gives numbers in [0, 1)
 * @example
 * ```ts
 * import { seededRandom } from "lab/nouns/random.ts";
 * console.log(seededRandom(7)() === seededRandom(7)()); // true
 * ```
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard normal deviate from two uniform ones (Box and Muller 1958). */
export function normalDeviate(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [result[last], result[chosen]] = [result[chosen]!, result[last]!];
  }
  return result;
}
