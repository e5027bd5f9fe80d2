/**
 * Interrupts in a notebook. Jupyter interrupts a cell by SIGINT, which ends a Deno kernel that does not
 * listen, and a kernel whose parent was killed lives on for ever. Loading this module inside a kernel
 * mends both; anywhere else it does nothing.
 *
 * A kernel cannot stop a cell that merely waits: nothing outside can settle the promise that it waits
 * for. So work that takes long goes through {@link interruptible}, and any other cell is told why it
 * goes on.
 */
import { insideKernel } from "../display/display.ts";

/** What a cell ends with when its reader interrupts it. */
export class Interrupted extends Error {
  override name = "Interrupted";
  constructor() {
    super("the cell was interrupted; the kernel and its variables are still there");
  }
}

/** How long interrupted work may take to clean up before its cell ends without it. */
const CLEAN_UP_MS = 10_000;
/** Jupyter sends SIGINT before it stops or restarts a kernel, too; that one needs no explaining. */
const EXPLAIN_AFTER_MS = 400;
const PARENT_CHECK_MS = 1_000;

const EXPLANATION =
  "Interrupt: the kernel goes on, and so does a cell that is only waiting, because " +
  "a Deno kernel cannot stop it. Wrap long work in interruptible((signal) => …) to make it stop, " +
  "or restart the kernel.";

/** The work under way, and what an interrupt does to it. */
export class Interrupts {
  #running = new Set<{ controller: AbortController; giveUp: () => void }>();

  /**
   * @param cleanUpMs how long interrupted work may take to settle, in ms
   * @param explain called when an interrupt finds nothing to stop
   */
  constructor(readonly cleanUpMs: number, readonly explain: () => void) {}

  /** What SIGINT does: stops all work; a second time, no longer waits for its cleaning up. */
  interrupt(): void {
    if (this.#running.size === 0) this.explain();
    for (const { controller, giveUp } of this.#running) {
      if (controller.signal.aborted) giveUp();
      else controller.abort(new Interrupted());
    }
  }

  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const given = Promise.withResolvers<never>();
    const entry = { controller, giveUp: () => given.reject(new Interrupted()) };
    let timer: ReturnType<typeof setTimeout> | undefined;
    controller.signal.addEventListener("abort", () => {
      timer = setTimeout(entry.giveUp, this.cleanUpMs);
    }, { once: true });
    this.#running.add(entry);
    try {
      const result = await Promise.race([work(controller.signal), given.promise]);
      if (controller.signal.aborted) throw new Interrupted();
      return result;
    } catch (error) {
      throw controller.signal.aborted ? new Interrupted() : error;
    } finally {
      clearTimeout(timer);
      this.#running.delete(entry);
    }
  }
}

const interrupts = new Interrupts(CLEAN_UP_MS, () => {
  setTimeout(() => console.error(EXPLANATION), EXPLAIN_AFTER_MS);
});

/**
 * Does work that Jupyter's interrupt button stops. The signal is aborted, the work gets up to 10 s to
 * clean up (a second interrupt cuts that short), and the cell ends with {@link Interrupted}.
 * Outside a notebook the signal is never aborted.
 *
 * @throws Interrupted when the cell was interrupted; otherwise whatever the work throws
 * @example
 * ```ts
 * import { interruptible } from "lab/notebook/measuring/interrupt.ts";
 * const answer = await interruptible(async (signal) => {
 *   signal.throwIfAborted();
 *   return await Promise.resolve(42);
 * });
 * console.log(answer); // 42
 * ```
 */
export function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return interrupts.run(work);
}

/**
 * Ends the process when its parent has gone. The timer keeps the event loop turning on purpose:
 * a kernel with nothing to wait for does not run its timers between cells.
 */
function endWithParent(): void {
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(0);
  }, PARENT_CHECK_MS);
}

if (insideKernel()) {
  Deno.addSignalListener("SIGINT", () => interrupts.interrupt());
  endWithParent();
}
