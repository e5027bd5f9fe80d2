/**
 * Whole answers of the load's own connections, some a second while a window is open: a server that
 * answers its samples rightly and its load wrongly is found by these alone. What is kept is read by
 * whoever checks samples, when nothing is measured any more.
 */
import { Buffer } from "node:buffer";
import type { KeptAnswer } from "../nouns/kept.ts";
import type { Drawn } from "../nouns/requests.ts";

/** One in so long: of 20,000 answers in a second these are ten, some 0.2 ms of a generator's CPU. */
const STEP_MS = 100;
/** All bodies of a window together, which pass through a generator's line; longer ones are left out. */
const MOST_BYTES = 2 ** 20;

/** What a loop adds to as an answer comes in. */
export interface Keeping {
  add: (chunk: Uint8Array) => void;
  end: () => void;
}

/**
 * Keeps answers of one window. A loop asks as an answer's head comes, which is a look at one field.
 *
 * @example
 * ```ts
 * import { Keeper } from "lab/load/kept.ts";
 * const keeper = new Keeper();
 * keeper.open(0);
 * keeper.answered(100);
 * const drawn = { endpoint: "page", request: { path: "/" } };
 * const keeping = keeper.begin(drawn, 200, () => []);
 * keeping?.add(new TextEncoder().encode("hello"));
 * keeping?.end();
 * console.log(keeper.kept.length, keeper.begin(drawn, 200, () => [])); // 1 null
 * ```
 */
export class Keeper {
  kept: KeptAnswer[] = [];
  #isWanted = false;
  #dueAt = Infinity;
  #leftBytes = 0;

  /** @param now in ms of `performance.now()` */
  open(now: number): void {
    this.kept = [];
    this.#isWanted = false;
    this.#dueAt = now + STEP_MS;
    this.#leftBytes = MOST_BYTES;
  }

  close(): void {
    this.#isWanted = false;
    this.#dueAt = Infinity;
  }

  /** An answer came at this time: whoever counts it knows the time already. */
  answered(now: number): void {
    if (now < this.#dueAt) return;
    this.#isWanted = true;
    this.#dueAt = now + STEP_MS;
  }

  /** An answer begins; `null`: it need not be kept. */
  begin(
    { endpoint, request }: Drawn,
    status: number,
    headersOf: () => [name: string, value: string][],
  ): Keeping | null {
    if (!this.#isWanted) return null;
    this.#isWanted = false;
    const headers = headersOf();
    let chunks: Uint8Array[] = [];
    let bytes = 0;
    return {
      add: (chunk) => {
        bytes += chunk.length;
        // A copy: what a socket has read into may be read into again.
        if (bytes <= this.#leftBytes) chunks.push(Uint8Array.from(chunk));
        else chunks = [];
      },
      end: () => {
        if (this.#dueAt === Infinity || bytes > this.#leftBytes) return;
        this.#leftBytes -= bytes;
        const bodyBase64 = Buffer.concat(chunks).toString("base64");
        this.kept.push({ endpoint, request, status, headers, bodyBase64 });
      },
    };
  }
}
