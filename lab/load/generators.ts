/** The near side of the load generators: several processes that act as one. */
import { setTimeout as sleep } from "node:timers/promises";
import { GauntletError } from "../system/state.ts";
import type { Load } from "../nouns/load.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { checkOpenFiles } from "./openfiles.ts";
import { type GeneratorCommand, GeneratorEvent, type Order, type Target } from "./order.ts";
import { type GeneratorProcess, type StartGenerator, startHere } from "./process.ts";
import type { LoadSession, WarmedUp, WarmUp, WindowHooks } from "./tool.ts";
import { added, FEWEST_SLICES, hasSettled, type Slice, SLICE_S } from "./steady.ts";
import { mergeResults } from "./merge.ts";
import { AT_A_TIME as IDLE_AT_A_TIME, LIMIT_MS as IDLE_LIMIT_MS } from "./idle.ts";
import { warmthOf } from "./warmup.ts";
import { within } from "../system/within.ts";

/** A generator loads its libraries within so long, on a machine that does other things too. */
const START_LIMIT_S = 60;
/** One that is busy answers late; one that says nothing for so long never will. */
const ANSWER_LIMIT_S = 30;

/**
 * Generators that wait for their order: started early, so that their own start is no part of a
 * trial's wait. They end when they leave scope.
 *
 * @example
 * ```ts
 * import { Generators } from "lab/load/generators.ts";
 * await using generators = new Generators("autocannon", { kind: "closed", connections: 64 });
 * console.log(generators.pids.length); // 1
 * ```
 */
export class Generators implements LoadSession {
  readonly #load: Load;
  readonly #processes: GeneratorProcess[];
  readonly #talks: Talk[];
  #settled: boolean | null = null;

  /**
   * @param loop a file in `loops/`
   * @param starts one for each machine that loads: they share the connections, and each has a generator
   */
  constructor(loop: string, load: Load, starts: readonly StartGenerator[] = [startHere]) {
    this.#load = load;
    // None without a connection: it would have nothing to do.
    const wanted = Math.max(load.generatorCount ?? 1, starts.length);
    const count = Math.min(wanted, load.connections);
    this.#processes = Array.from(
      { length: count },
      (_, index) => starts[index % starts.length]!(loop),
    );
    this.#talks = this.#processes.map((process) => new Talk(process));
  }

  get pids(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  get settled(): boolean | null {
    return this.#settled;
  }

  /** @throws GauntletError when a generator ends, says that it cannot go on, or says nothing */
  async warmUp(
    target: Target,
    warmUp: WarmUp,
    startLimitS = START_LIMIT_S,
  ): Promise<WarmedUp> {
    await this.#all((talk) => talk.next("ready", startLimitS));
    const count = this.#talks.length;
    const sliceS = sliceOf(this.#load);
    const orders = this.#talks.map((_, index): Order => {
      return { ...target, load: this.#load, share: { index, count }, sliceS };
    });
    this.#talks.forEach(({ process }, index) =>
      checkOpenFiles(orders[index]!, process.openFileLimit())
    );
    await this.#all((talk, index) => talk.say(talk.process.asThere(orders[index]!)));
    const idleBatches = (target.idleConnections ?? 0) / IDLE_AT_A_TIME;
    await this.#all((talk) =>
      talk.next("loading", ANSWER_LIMIT_S + idleBatches * IDLE_LIMIT_MS / 1000)
    );
    const startedAt = performance.now();
    const ended = Promise.race(this.#talks.map((talk) => talk.ended));
    for (;;) {
      await Promise.race([sleep(sliceS * 1000), ended]);
      this.#talks.forEach((talk) => talk.checkSpeaks(sliceS + ANSWER_LIMIT_S));
      const warmth = warmthOf(slicesOf(this.#talks), this.#load, warmUp, {
        sliceS,
        timeoutS: target.timeoutS,
      });
      if (!warmth.over) continue;
      const { over: _over, ...warm } = warmth;
      return { ...warm, warmUpS: (performance.now() - startedAt) / 1000 };
    }
  }

  /** @throws GauntletError when a generator ends before it has a result */
  async window(windowS: number, { onOpened, onClosed }: WindowHooks): Promise<LoadResult> {
    await this.#all((talk) => talk.say({ type: "open", windowS } satisfies GeneratorCommand));
    await this.#all((talk) => talk.next("opened", ANSWER_LIMIT_S));
    const before = slicesOf(this.#talks).length;
    await onOpened(this.pids);
    await this.#all((talk) => talk.next("closed", windowS + ANSWER_LIMIT_S));
    const seen = slicesOf(this.#talks);
    // Where a window has too few, as with long bursts, with those before it.
    this.#settled = hasSettled(
      seen.slice(Math.min(before, Math.max(0, seen.length - FEWEST_SLICES))),
    );
    await onClosed(this.pids);
    const ends = await this.#all((talk) => talk.next("result", ANSWER_LIMIT_S));
    return mergeResults(ends.map(({ result }) => result));
  }

  #all<T>(work: (talk: Talk, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#talks.map(work));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Slices begin alike in each burst, or they would differ by where the burst fell. */
export function sliceOf(load: Load): number {
  const periodS = load.kind === "open" && load.arrivals === "burst" ? load.burstPeriodS! : SLICE_S;
  return Math.ceil(SLICE_S / periodS) * periodS;
}

/** The slices that every generator has told, added up: they were told side by side. */
function slicesOf(talks: Talk[]): Slice[] {
  const complete = Math.min(...talks.map(({ slices }) => slices.length));
  return Array.from({ length: complete }, (_, index) => {
    const sum = added(talks.map(({ slices }) => slices[index]!));
    return { ...sum, durationS: sum.durationS / talks.length };
  });
}

type EventOf<T> = Extract<GeneratorEvent, { type: T }>;

/** One generator's lines, with the slices put aside. */
class Talk {
  readonly slices: Slice[] = [];
  /** Rejects when the generator ends without a result. */
  readonly ended: Promise<never>;
  readonly #told = new Map<string, PromiseWithResolvers<GeneratorEvent>>();
  #spokeAt = performance.now();

  constructor(readonly process: GeneratorProcess) {
    this.ended = this.#read(process);
    // Noticed by whoever waits for an event, or nobody.
    this.ended.catch(() => {});
  }

  say(message: unknown): Promise<void> {
    return this.process.say(message);
  }

  /** The next event of a type, or the one that came unasked. */
  async next<T extends GeneratorEvent["type"]>(type: T, limitS: number): Promise<EventOf<T>> {
    const event = await within(Promise.race([this.#of(type).promise, this.ended]), {
      limitS,
      sentence: () => this.#silence(`did not say "${type}" within ${limitS} s`),
    });
    this.#told.delete(type);
    return event as EventOf<T>;
  }

  /** @throws GauntletError when it has said nothing for so long */
  checkSpeaks(limitS: number): void {
    if (performance.now() - this.#spokeAt < limitS * 1000) return;
    throw new GauntletError(this.#silence(`has said nothing for ${limitS} s`));
  }

  #silence(what: string): string {
    return `Cannot load: a load generator ${what}; ask for fewer connections, or share them among ` +
      `more generators (generatorCount); its log ends:\n${this.process.logTail() || "(nothing)"}`;
  }

  #of(type: string): PromiseWithResolvers<GeneratorEvent> {
    const found = this.#told.get(type) ?? Promise.withResolvers<GeneratorEvent>();
    this.#told.set(type, found);
    return found;
  }

  async #read(process: GeneratorProcess): Promise<never> {
    for await (const line of process.lines) {
      const event = GeneratorEvent.parse(JSON.parse(line));
      this.#spokeAt = performance.now();
      if (event.type === "failed") throw new GauntletError(event.reason);
      if (event.type === "slice") this.slices.push(event);
      else this.#of(event.type).resolve(event);
    }
    throw new GauntletError(`The load generator ended early; its log ends:\n${process.logTail()}`);
  }
}
