/** One run at a time: two would measure each other. */
import { setTimeout as sleep } from "node:timers/promises";
import { sweepForgotten } from "./processes/forgotten.ts";
import { statePath } from "./state.ts";

/**
 * Waits for the machine to be ours; the lock goes when the process does, however it ends. What is left
 * of an earlier one that could not end its processes is ended first: it would be measured too.
 */
export async function measuringLock(
  onWait: () => void,
  signal: AbortSignal,
): Promise<Disposable> {
  await Deno.mkdir(statePath(), { recursive: true });
  const file = await Deno.open(statePath("measuring.lock"), { create: true, write: true });
  for (let told = false; !await file.tryLock(true); told = true) {
    if (!told) onWait();
    await sleep(200);
    if (signal.aborted) file.close();
    signal.throwIfAborted();
  }
  await sweepForgotten();
  return { [Symbol.dispose]: () => file.close() };
}
