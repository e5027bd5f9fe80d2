/** Waits that end: by what is waited for, by a bound, or by an abort. */
import { GauntletError } from "./state.ts";

/** How long a wait may take, and what is said when it took longer. */
export interface Bound {
  limitS: number;
  /** The whole sentence, with its remedy; made when it is needed. */
  sentence: () => string;
  /** Ends the wait at once; its reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Waits for some work no longer than it may take. The work itself goes on: who began it ends it.
 *
 * @throws GauntletError with the sentence, or the signal's reason
 *
 * @example
 * ```ts
 * import { within } from "lab/system/within.ts";
 * const never = new Promise<string>(() => {});
 * const bound = { limitS: 0.01, sentence: () => "Cannot wait: nothing came; begin again" };
 * console.log(await within(never, bound).catch(({ message }) => message)); // Cannot wait: nothing came; begin again
 * ```
 */
export async function within<T>(
  work: PromiseLike<T>,
  { limitS, sentence, signal }: Bound,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new GauntletError(sentence())), limitS * 1000);
  const abort = () => over.reject(signal!.reason);
  signal?.addEventListener("abort", abort);
  // What fails when nobody waits any more is nobody's error.
  Promise.resolve(work).catch(() => {});
  try {
    signal?.throwIfAborted();
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
