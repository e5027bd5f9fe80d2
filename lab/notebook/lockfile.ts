/**
 * `deno.lock` stays as it is while notebooks are stepped through. A kernel writes into it what an `npm:`
 * import of a cell brings, and has no option not to; the lock is part of the code that runs are measured
 * with, so that a try in a cell would make recorded runs those of another program.
 */
import { join } from "node:path";
import { ROOT } from "../system/state.ts";
import { insideKernel } from "./display/display.ts";

/** How often it is looked at. */
const LOOK_MS = 1_000;

/**
 * Whether a lock has grown by what a cell imported, and by nothing else: all that stood in it still does,
 * unchanged. Anything else (an update, a checkout) is somebody's doing and is left alone.
 */
export function hasMerelyGrown(before: string, after: string): boolean {
  if (before === after) return false;
  try {
    return holds(JSON.parse(after), JSON.parse(before));
  } catch {
    return false; // being written at this moment
  }
}

function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((each) => whole.some((other) => holds(other, each)));
  }
  if (typeof part !== "object" || part === null) return whole === part;
  return typeof whole === "object" && whole !== null &&
    Object.entries(part).every(([name, value]) =>
      holds((whole as Record<string, unknown>)[name], value)
    );
}

/** Puts a lock back whenever it has merely grown and the project's own `deno.json` has not changed. */
export function keepLock(folder: string): () => void {
  const [lock, config] = [join(folder, "deno.lock"), join(folder, "deno.json")];
  const read = (path: string): string | null => {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      return null;
    }
  };
  const [kept, asked] = [read(lock), read(config)];
  return () => {
    const now = read(lock);
    if (kept === null || now === null || read(config) !== asked) return;
    if (hasMerelyGrown(kept, now)) Deno.writeTextFileSync(lock, kept);
  };
}

if (insideKernel()) setInterval(keepLock(ROOT), LOOK_MS);
