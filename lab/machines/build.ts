/** Builds what variants need, on the machine that they will run on. */
import type { FoundVariant } from "../nouns/variant.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";

/**
 * Builds them one after the other; what is built already costs nothing.
 *
 * @param prepare is told what is waited for
 */
export async function buildAll(
  variants: readonly FoundVariant[],
  prepare: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const variant of variants) {
    const runtime = await runtimeNamed(variant.runtime);
    signal.throwIfAborted();
    if (runtime.kind === "process") await runtime.prepare(variant, prepare);
  }
}
