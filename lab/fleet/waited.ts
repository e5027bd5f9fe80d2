/** A bound on a wait that begins again and again: how long there may be no machine. */

export interface Waited {
  /** Resolves when a wait took too long. */
  over: Promise<"over">;
  begin: () => void;
  cancel: () => void;
}

/**
 * Counts from each beginning to its end.
 *
 * @param limitS of one wait
 *
 * @example
 * ```ts
 * import { untilLater } from "lab/fleet/waited.ts";
 * const waited = untilLater(0.01);
 * waited.begin();
 * console.log(await waited.over); // over
 * ```
 */
export function untilLater(limitS: number): Waited {
  const { promise: over, resolve } = Promise.withResolvers<"over">();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const begin = () => {
    cancel();
    timer = setTimeout(() => resolve("over"), limitS * 1000);
  };
  return { over, begin, cancel };
}
