/** How long this process had no turn: it was stopped, or had no core. */

/** A process that works hard answers a timer late by some tens of ms: of that nothing is said. */
const STEP_MS = 25;

/**
 * Looks whether its own timer comes late, for as long as it is in scope. What stops the machine, or
 * takes all its cores, is late everywhere; what a server does to itself is late nowhere else.
 *
 * @example
 * ```ts
 * import { Stalls } from "lab/system/stalls.ts";
 * using stalls = new Stalls();
 * console.log(stalls.longestMs() < 1000); // true
 * ```
 */
export class Stalls implements Disposable {
  #lookedAt = performance.now();
  #longestMs = 0;
  readonly #timer = setInterval(() => this.#look(), STEP_MS);

  #look(): void {
    const now = performance.now();
    this.#longestMs = Math.max(this.#longestMs, now - this.#lookedAt - STEP_MS);
    this.#lookedAt = now;
  }

  /** The longest time so far without a turn, in ms. */
  longestMs(): number {
    this.#look();
    return Math.round(Math.max(0, this.#longestMs));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
