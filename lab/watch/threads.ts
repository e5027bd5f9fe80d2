/**
 * Threads that serve requests, told from those that a runtime has beside them: one that serves waits
 * for its database or for its next request again and again, and the others hardly ever do. How often
 * each gave up its core to wait is kept by the kernel.
 */
import { switchesByThread } from "../system/processes/proc.ts";

/** How often each thread had waited, by its process and its own number. */
export type ThreadWaits = Map<number, Map<number, number>>;

/** One that did less than this part of an equal share of the requests is not one that serves. */
const SHARE_PART = 0.2;

/** Reads it for the threads of some processes. */
export function threadWaits(pids: number[]): ThreadWaits {
  return new Map(pids.map((pid) => [
    pid,
    new Map([...switchesByThread(pid)].map(([thread, { voluntaryCount }]) => [
      thread,
      voluntaryCount,
    ])),
  ]));
}

/**
 * Threads of each process that waited often enough to have served, most first. The first of each is
 * left out: it takes connections, or waits for the end. What reads and writes for the others, as in
 * Granian, is among them.
 *
 * @param answerCount answers between the two moments
 * @param askedCount threads that were asked for, in all processes together
 * @example
 * ```ts
 * import { busyThreads } from "lab/watch/threads.ts";
 * const before = new Map([[7, new Map([[7, 0], [8, 0], [9, 0]])]]);
 * const after = new Map([[7, new Map([[7, 900], [8, 500], [9, 3]])]]);
 * console.log(busyThreads(before, after, 1000, 2)); // [ 1 ]
 * ```
 */
export function busyThreads(
  before: ThreadWaits,
  after: ThreadWaits,
  answerCount: number,
  askedCount: number,
): number[] {
  const least = Math.max(1, SHARE_PART * answerCount / askedCount);
  return [...after].map(([pid, threads]) =>
    [...threads].filter(([thread, count]) =>
      thread !== pid && count - (before.get(pid)?.get(thread) ?? 0) >= least
    ).length
  ).toSorted((a, b) => b - a);
}
