/**
 * The time of day from a clock that never steps. The wall clock is set now and then, by a second or by
 * an hour: a duration that is the difference of two of its moments is then wrong, or negative.
 * Durations are differences of `performance.now()`; this is for moments that others write down.
 */

/** Where time comes from; tests hand in clocks that step. */
export interface Clocks {
  /** The wall clock, in ms since 1970. */
  wallMs: () => number;
  /** One that only goes forward, in ms since any moment. */
  steadyMs: () => number;
}

const MACHINE: Clocks = { wallMs: () => Date.now(), steadyMs: () => performance.now() };

/**
 * A clock that is right now, and from now on only goes forward.
 *
 * @returns the ms since 1970, as a program that started at this moment counts them
 * @example
 * ```ts
 * import { clockFromNow } from "lab/system/clock.ts";
 * const now = clockFromNow();
 * console.log(Math.abs(now() - Date.now()) < 1000); // true
 * ```
 */
export function clockFromNow({ wallMs, steadyMs }: Clocks = MACHINE): () => number {
  const behindMs = wallMs() - steadyMs();
  return () => behindMs + steadyMs();
}
