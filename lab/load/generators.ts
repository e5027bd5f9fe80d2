/** The near side of the load generators: several processes that act as one. */
import { fileURLToPath } from "node:url";
import { GauntletError } from "../system/state.ts";
import type { Load, LoadResult } from "../nouns/types.ts";
import { jsonLines, lineWriter } from "../system/lines.ts";
import { GeneratorEvent, type Order, type QueryLoad, type Target } from "./order.ts";
import { ManagedProcess, sendSignal, sleep } from "../system/processes.ts";
import { hasSettled, type Slice, SLICE_S } from "./steady.ts";
import { mergeResults } from "./window.ts";

const GENERATOR = fileURLToPath(new URL("./generator.ts", import.meta.url));

/** How long a warm-up takes: at least, and at most while the server has not settled. */
export interface WarmUp {
  leastS: number;
  mostS: number;
}

/** What is told when all generators opened or closed their windows, with their pids. */
export interface WindowHooks {
  onOpened: (generators: number[]) => Promise<void>;
  onClosed: (generators: number[]) => Promise<void>;
}

/** What all generators saw together. */
export interface Loaded {
  result: LoadResult;
  /** The warm-up as it was. */
  warmUpS: number;
  /** Whether it ended steady; `null` where it was too short to tell. */
  settled: boolean | null;
}

/**
 * Generators that wait for their order: started early, so that their own start is no part of a
 * trial's wait. They end when they leave scope.
 *
 * @example
 * ```ts
 * import { Generators } from "lab/load/generators.ts";
 * await using generators = new Generators({ kind: "closed", connections: 64 });
 * console.log(generators.pids.length); // 1
 * ```
 */
export class Generators implements AsyncDisposable {
  readonly #load: Load | QueryLoad;
  readonly #processes: ManagedProcess[];
  readonly #talks: Talk[];

  constructor(load: Load | QueryLoad) {
    this.#load = load;
    // None without a connection: it would have nothing to do.
    const count = Math.min(load.generatorCount ?? 1, load.connections);
    this.#processes = Array.from({ length: count }, () =>
      new ManagedProcess({
        program: Deno.execPath(),
        args: ["run", "-A", "--quiet", GENERATOR, load.kind],
        stdin: "piped",
        stdout: "piped",
      }, 0.5));
    this.#talks = this.#processes.map((process) => new Talk(process));
  }

  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /**
   * Warms a URL up and measures one window. May be asked once.
   *
   * @throws GauntletError when a generator ends before it has a result
   */
  async measure(
    target: Target & { windowS: number },
    warmUp: WarmUp,
    hooks: WindowHooks,
  ): Promise<Loaded> {
    const warm = await this.warmUp(target, warmUp);
    const result = await this.window(hooks);
    await this.#all((talk) => talk.say({ type: "leave" }));
    return { result, ...warm };
  }

  /** Loads a URL until it is warm, and goes on loading. May be asked once. */
  async warmUp(
    target: Target & { windowS: number },
    warmUp: WarmUp,
  ): Promise<Omit<Loaded, "result">> {
    await this.#all((talk) => talk.next("ready"));
    const sliceS = sliceOf(this.#load);
    await this.#all((talk, index) =>
      talk.say(
        {
          ...target,
          load: this.#load,
          share: { index, count: this.#talks.length },
          sliceS,
        } satisfies Order,
      )
    );
    await this.#all((talk) => talk.next("loading"));
    const startedAt = performance.now();
    const settled = await warmedUp(this.#talks, warmUp, sliceS);
    return { warmUpS: (performance.now() - startedAt) / 1000, settled };
  }

  /** Measures one window of the load that the warm-up began; may be asked again and again. */
  async window({ onOpened, onClosed }: WindowHooks): Promise<LoadResult> {
    await this.#all((talk) => talk.say({ type: "open" }));
    await this.#all((talk) => talk.next("opened"));
    await onOpened(this.pids);
    await this.#all((talk) => talk.next("closed"));
    await onClosed(this.pids);
    const ends = await this.#all((talk) => talk.next("result"));
    return mergeResults(ends.map(({ result }) => result));
  }

  /**
   * Holds a closed loop still: no request is sent, those under way are answered, and not one
   * instruction of a generator runs. Not for longer than an answer may take, or it is a timeout.
   */
  pause(): void {
    this.pids.forEach((pid) => sendSignal(pid, "SIGSTOP"));
  }

  resume(): void {
    this.pids.forEach((pid) => sendSignal(pid, "SIGCONT"));
  }

  #all<T>(work: (talk: Talk, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#talks.map(work));
  }

  async stop(): Promise<void> {
    // One that is held still would not hear that it is to stop.
    this.#processes.forEach(({ ended, pid }) => ended === null && sendSignal(pid, "SIGCONT"));
    await Promise.all(this.#processes.map((process) => process.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Slices begin alike in each burst, or they would differ by where the burst fell. */
export function sliceOf(load: Load | QueryLoad): number {
  const periodS = load.kind === "open" && load.arrivals === "burst" ? load.burstPeriodS! : SLICE_S;
  return Math.ceil(SLICE_S / periodS) * periodS;
}

/** Waits for the warm-up to end. */
async function warmedUp(
  talks: Talk[],
  { leastS, mostS }: WarmUp,
  sliceS: number,
): Promise<boolean | null> {
  const startedAt = performance.now();
  const elapsedS = () => (performance.now() - startedAt) / 1000;
  const verdict = () => hasSettled(slicesOf(talks));
  const ended = Promise.race(talks.map((talk) => talk.ended));
  await Promise.race([sleep(leastS * 1000), ended]);
  while (verdict() !== true && elapsedS() < mostS) {
    await Promise.race([sleep(Math.min(sliceS, mostS - elapsedS()) * 1000), ended]);
  }
  return verdict();
}

/** The slices that every generator has told, added up. */
function slicesOf(talks: Talk[]): Slice[] {
  const complete = Math.min(...talks.map(({ slices }) => slices.length));
  return Array.from({ length: complete }, (_, index) => ({
    okCount: talks.reduce((sum, { slices }) => sum + slices[index]!.okCount, 0),
    latencySumMs: talks.reduce((sum, { slices }) => sum + slices[index]!.latencySumMs, 0),
  }));
}

type EventOf<T> = Extract<GeneratorEvent, { type: T }>;

/** One generator's lines, with the slices put aside. */
class Talk {
  readonly slices: Slice[] = [];
  readonly say: (message: unknown) => Promise<void>;
  /** Rejects when the generator ends without a result. */
  readonly ended: Promise<never>;
  readonly #told = new Map<string, PromiseWithResolvers<GeneratorEvent>>();

  constructor(process: ManagedProcess) {
    this.say = lineWriter(process.child.stdin);
    this.ended = this.#read(process);
    // Noticed by whoever waits for an event, or nobody.
    this.ended.catch(() => {});
  }

  /** The next event of a type, or the one that came unasked. */
  async next<T extends GeneratorEvent["type"]>(type: T): Promise<EventOf<T>> {
    const event = await Promise.race([this.#of(type).promise, this.ended]);
    this.#told.delete(type);
    return event as EventOf<T>;
  }

  #of(type: string): PromiseWithResolvers<GeneratorEvent> {
    const found = this.#told.get(type) ?? Promise.withResolvers<GeneratorEvent>();
    this.#told.set(type, found);
    return found;
  }

  async #read(process: ManagedProcess): Promise<never> {
    for await (const line of jsonLines(process.child.stdout)) {
      const event = GeneratorEvent.parse(JSON.parse(line));
      if (event.type === "slice") this.slices.push(event);
      else this.#of(event.type).resolve(event);
    }
    throw new GauntletError(`The load generator ended early; its log ends:\n${process.logTail()}`);
  }
}
