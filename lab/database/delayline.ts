/** What comes goes on later, in the order in which it came: a line as long as half a round trip. */

/** Something that is to happen at a time of `performance.now()`. */
interface Due {
  atMs: number;
  act: () => void;
}

/** Waits so many ms, more finely than a timer of whole milliseconds. */
export type Sleep = (ms: number) => Promise<void>;

/**
 * A delay that is the same for all that passes, so that one queue serves every connection and its head
 * is always what is due first. It holds nothing up: any number may be under way.
 *
 * @example
 * ```ts
 * import { DelayLine } from "lab/database/delayline.ts";
 * const seen: string[] = [];
 * let now = 0;
 * const line = new DelayLine(2, (ms) => Promise.resolve(void (now += ms)), () => now);
 * line.pass(() => seen.push("first"));
 * line.pass(() => seen.push("second"));
 * await line.empty();
 * console.log(seen, now); // [ "first", "second" ] 2
 * ```
 */
export class DelayLine {
  #queue: Due[] = [];
  #head = 0;
  #running: Promise<void> | null = null;

  constructor(
    readonly delayMs: number,
    private readonly sleep: Sleep,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Lets something happen a delay from now. */
  pass(act: () => void): void {
    this.#queue.push({ atMs: this.now() + this.delayMs, act });
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is under way. */
  async empty(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Not before it is known to run: a queue may be empty again at once.
    await Promise.resolve();
    for (;;) {
      const next = this.#queue[this.#head];
      if (next === undefined) break;
      const leftMs = next.atMs - this.now();
      if (leftMs > 0) {
        await this.sleep(leftMs);
        continue;
      }
      this.#head++;
      next.act();
      if (this.#head > 4096) this.#forget();
    }
    this.#forget();
    this.#running = null;
  }

  #forget(): void {
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
