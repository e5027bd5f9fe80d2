/** Where the memory of a server that leaks nothing comes to rest. */

/**
 * Above what it had before its load. A process of Deno grew by 4 KiB for each answer, then by 1, and
 * rested 117 to 121 MiB above where it began, after 28,000 answers or 47,000. Where memory is given back
 * as it is freed there is nothing to wait for: servers in Python that leak nothing grew by 3.6 MiB at
 * most within a window.
 */
const RESTS_MIB = { late: 130, atOnce: 8 };
const FREED_AT_ONCE = new Set(["python"]);

/**
 * How much more memory than before its load the processes of a server may have that leaks nothing, in MiB.
 *
 * @param runtime by its name; one that is not known may collect late
 * @example
 * ```ts
 * import { restingMiB } from "lab/nouns/resting.ts";
 * console.log(restingMiB("deno", 2)); // 260
 * ```
 */
export const restingMiB = (runtime: string, workers: number | null): number =>
  (FREED_AT_ONCE.has(runtime) ? RESTS_MIB.atOnce : RESTS_MIB.late) * (workers ?? 1);

/** A leak is looked for in so many slices of load after the window, and is in each of them. */
export const LEAK_SLICES = 5;
/** Of less nothing needs to be known: an allocator's arenas, a thread that came late. */
export const LEAST_LEAK_MIB = 1;
/** Half of what is to be found. */
export const LEAST_LEAK_KIB_EACH = 0.5;
