/**
 * Whether a server's memory goes on growing. In a window of seconds a leak of a KiB for each answer cannot
 * be told from a heap that nobody has collected yet. The load of one trial of a variant goes on for that,
 * slice by slice, for as long as memory grows in each and may get beyond where such a heap rests; no
 * figure counts what is answered then.
 */
import type { LoadSession } from "../load/tool.ts";
import type { LoadResult, Outcome } from "../nouns/outcome.ts";
import { LEAK_SLICES, LEAST_LEAK_KIB_EACH, LEAST_LEAK_MIB } from "../nouns/resting.ts";
import { memoryOf } from "../watch/memory.ts";

/** Long enough that a collection of a large heap falls into one of them, and whole seconds. */
export const SLICE_S = 4;
/** A shorter window is wanted by who is in a hurry, as tests are. */
const LEAST_WINDOW_S = 2;

/** What was seen, as fields of a trial. */
export type MemoryLook = Pick<
  Extract<Outcome, { state: "completed" }>,
  "memoryLookGrowthMiB" | "memoryLookAnswerCount" | "memoryLookTotalMiB"
>;

/** What is asked of a trial that may look. */
export interface Look {
  serverPid: number | null;
  /** What its processes had before the load. */
  beforeLoadMiB: number;
  /** What they may have beyond that and leak nothing: see `restingMiB`. */
  restsMiB: number;
  /** As the profile has it. */
  windowS: number;
  /** Whether this variant has not been looked at in this run; asked once, and then it has. */
  isFirst: () => boolean;
}

/** Variants that were looked at, by what they stood on. */
const LOOKED = new WeakMap<object, Set<string>>();

/** Whether a variant is looked at for the first time on a stage. */
export function isFirstLook(stage: object, variant: string): boolean {
  const looked = LOOKED.get(stage) ?? new Set();
  LOOKED.set(stage, looked);
  if (looked.has(variant)) return false;
  looked.add(variant);
  return true;
}

/** Whether growth is more than an allocator's own, and a leak could be in it. */
export function grows(growthMiB: number, answerCount: number): boolean {
  return growthMiB >= LEAST_LEAK_MIB && growthMiB * 1024 >= LEAST_LEAK_KIB_EACH * answerCount;
}

/**
 * Looks on while the load goes on.
 *
 * @param seen what the window saw
 * @param memory of the server's processes, in MiB
 * @returns nothing where memory was at rest, or another trial looks
 */
export async function memoryLook(
  { serverPid, beforeLoadMiB, restsMiB, windowS, isFirst }: Look,
  seen: Pick<LoadResult, "okCount" | "durationS"> & { serverMemoryGrowthMiB?: number },
  session: Pick<LoadSession, "window">,
  memory: (pid: number) => Promise<number> = memoryOf,
): Promise<Partial<MemoryLook>> {
  if (serverPid === null || windowS < LEAST_WINDOW_S) return {};
  const { serverMemoryGrowthMiB: grownMiB = 0, okCount, durationS } = seen;
  if (!grows(grownMiB, okCount)) return {};
  /** Whether so much in a slice gets it there in those that are left. */
  const mayGet = (totalMiB: number, sliceMiB: number, slicesLeft: number) =>
    totalMiB + sliceMiB * slicesLeft >= restsMiB;
  const nothing = () => Promise.resolve();
  const growthMiB: number[] = [];
  let answerCount = 0;
  try {
    let before = await memory(serverPid);
    const sliceMiB = grownMiB / durationS * SLICE_S;
    if (!mayGet(before - beforeLoadMiB, sliceMiB, LEAK_SLICES) || !isFirst()) return {};
    let after = before;
    for (let slice = 0; slice < LEAK_SLICES; slice++) {
      const { okCount } = await session.window(SLICE_S, { onOpened: nothing, onClosed: nothing });
      after = await memory(serverPid);
      growthMiB.push(Math.round((after - before) * 10) / 10);
      answerCount += okCount;
      if (!grows(after - before, okCount)) break;
      const left = LEAK_SLICES - growthMiB.length;
      if (!mayGet(after - beforeLoadMiB, after - before, left)) break;
      before = after;
    }
    return {
      memoryLookGrowthMiB: growthMiB,
      memoryLookAnswerCount: answerCount,
      memoryLookTotalMiB: Math.round((after - beforeLoadMiB) * 10) / 10,
    };
  } catch {
    // The window is measured: a server that ends now ends the look alone.
    return {};
  }
}
