/**
 * wrk, which drives a closed loop of HTTP in C: the least of a core for each request, where it is
 * installed. What is another with it than with autocannon:
 *
 * - The window is of whole seconds, rounded up, and on connections of its own: between warm-up and
 *   window, and between the seconds of a warm-up, connections are closed and opened again.
 * - Drawn requests are 20,000, drawn before the window and repeated: a workload that must never ask
 *   twice, or that has more than so many keys and a cold cache to show, is asked by autocannon.
 * - Answers below 400 count as right, as wrk has it, and latencies are of all answers. A request that
 *   is never answered is in no count. Without keep-alive, connecting is no part of a latency.
 *
 * wrk adds latencies to its own statistics that nobody saw (its correction for requests that a slow
 * answer held up); they are taken out again (`correction.ts`).
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emptyHistogram, recordLatencyMs } from "../../nouns/histogram.ts";
import type { Load } from "../../nouns/load.ts";
import type { LoadResult } from "../../nouns/outcome.ts";
import { call } from "../../system/processes/call.ts";
import { jsonLines } from "../../system/processes/lines.ts";
import { ManagedProcess } from "../../system/processes/processes.ts";
import { within } from "../../system/within.ts";
import { checkOpenFiles } from "../openfiles.ts";
import { GauntletError } from "../../system/state.ts";
import type { Target } from "../order.ts";
import { requestFile } from "../requestfile.ts";
import type { Slice } from "../steady.ts";
import type { LoadSession, LoadTool, WarmedUp, WarmUp, WindowHooks } from "../tool.ts";
import { warmthOf } from "../warmup.ts";
import { quantilesOf } from "../window.ts";
import { uncorrected } from "../correction.ts";

const SCRIPT = fileURLToPath(new URL("wrk.lua", import.meta.url));
/** Enough that a cache which holds them all is no smaller than that of most workloads' keys. */
const DRAWN_COUNT = 20_000;

/** It reads its script and its requests within so long. */
const START_LIMIT_S = 30;
/** It ends a window by itself, once its connections have noticed. */
const END_LIMIT_S = 30;
/** Where its counts cannot be read as they lie, it looks each of them up, a minute long. */
const TELL_LIMIT_S = 180;

export const tool: LoadTool = {
  speaks: "http",
  kinds: ["closed"],
  version: async () =>
    (await call("wrk", ["-v"], { limitS: 20 })).said.match(/^wrk \D*(\d+(\.\d+)*)/)?.[1] ?? null,
  remedy: 'install it (Debian: apt-get install wrk), or name the tool "autocannon"',
  open: (load) => new Wrk(load),
};

/** What wrk counted, in its order; times in µs. */
interface Seen {
  durationUs: number;
  requestCount: number;
  bytes: number;
  /** Connections that could not be opened, and those that ended before their answer did. */
  refusedCount: number;
  closedCount: number;
  statusCount: number;
  timeoutCount: number;
  latencyMeanUs: number;
}

class Wrk implements LoadSession {
  readonly #load: Load;
  readonly #threads: number;
  #folder: string | null = null;
  #target: Target | null = null;
  #process: ManagedProcess | null = null;

  constructor(load: Load) {
    this.#load = load;
    const { connections, generatorCount = 1 } = load;
    this.#threads = Math.min(generatorCount, connections);
    if (connections % this.#threads === 0) return;
    throw new GauntletError(
      `Cannot load with "wrk": ${connections} connections are not to be shared evenly among ` +
        `${this.#threads} threads; choose another number of either`,
    );
  }

  get pids(): number[] {
    return this.#process === null ? [] : [this.#process.pid];
  }

  /** Second after second until the server has settled, which takes six of them to tell. */
  async warmUp(target: Target, bounds: WarmUp): Promise<WarmedUp> {
    if (target.asked.speaks !== "http") throw new Error("wrk asks servers, and no database.");
    if (target.idleConnections) {
      throw new GauntletError(
        'Cannot load with "wrk": it keeps no idle connections; leave out the tool',
      );
    }
    checkOpenFiles({ load: this.#load, share: { index: 0, count: 1 } });
    this.#target = target;
    this.#folder = await Deno.makeTempDir({ prefix: "gauntlet-wrk-" });
    const closing = this.#load.kind === "closed" && this.#load.keepAlive === false;
    const requests = await requestFile(target.url, target.asked.requests, DRAWN_COUNT, closing);
    await Deno.writeFile(join(this.#folder, "requests"), requests);
    const slices: Slice[] = [];
    const startedAt = performance.now();
    for (;;) {
      slices.push(await this.#slice());
      const { over, ...warm } = warmthOf(slices, this.#load, bounds, {
        sliceS: 1,
        timeoutS: target.timeoutS,
      });
      if (over) return { ...warm, warmUpS: (performance.now() - startedAt) / 1000 };
    }
  }

  async #slice(): Promise<Slice> {
    const run = await this.#start(1);
    await run.say("begin");
    const seen = await run.closed(1 + END_LIMIT_S);
    await run.say("leave");
    await run.ended();
    const { durationUs, requestCount, statusCount, timeoutCount, latencyMeanUs } = seen;
    const okCount = Math.max(0, requestCount - statusCount - timeoutCount);
    return {
      durationS: durationUs / 1e6,
      okCount,
      latencySumMs: okCount * latencyMeanUs / 1000,
      endedCount: requestCount,
    };
  }

  async window(windowS: number, { onOpened, onClosed }: WindowHooks): Promise<LoadResult> {
    const run = await this.#start(Math.ceil(windowS));
    await onOpened(this.pids);
    await run.say("begin");
    const seen = await run.closed(Math.ceil(windowS) + END_LIMIT_S);
    // It is still there, so that its CPU and memory can be read.
    await onClosed(this.pids);
    await run.say("tell");
    const result = this.#resultOf(seen, await run.latencies());
    await run.ended();
    return result;
  }

  #resultOf(seen: Seen, told: Map<number, number>): LoadResult {
    const { requestCount, statusCount, timeoutCount, bytes } = seen;
    const { refusedCount, closedCount } = seen;
    const durationS = seen.durationUs / 1e6;
    const histogram = emptyHistogram();
    let [count, sumUs] = [0, 0];
    const latencies = uncorrected(told, {
      ...seen,
      connections: this.#load.connections,
      recordedCount: requestCount - timeoutCount,
    });
    for (const [latencyUs, times] of latencies) {
      recordLatencyMs(histogram, latencyUs / 1000, times);
      count += times;
      sumUs += latencyUs * times;
    }
    const okCount = requestCount - statusCount - timeoutCount;
    const closing = this.#load.kind === "closed" && this.#load.keepAlive === false;
    return {
      durationS,
      okCount,
      non2xxCount: statusCount,
      errorCount: refusedCount + closedCount,
      losses: [
        { loss: "no connection" as const, count: refusedCount },
        { loss: "closed" as const, count: closedCount },
      ].filter(({ count }) => count > 0),
      timeoutCount,
      // One that the server closes as it said it would is opened again without a word.
      reconnectCount: closing ? requestCount : closedCount,
      responseBytes: requestCount === 0 ? 0 : bytes / requestCount,
      throughputRps: okCount / durationS,
      // wrk counts nothing by the second.
      throughputSamplesRps: [],
      latencyMeanMs: count === 0 ? 0 : sumUs / count / 1000,
      ...quantilesOf(histogram),
    };
  }

  /** A wrk that waits to begin: its start is no part of a window. */
  async #start(seconds: number): Promise<Talk> {
    const { url, timeoutS } = this.#target!;
    await this.#process?.stop();
    this.#process = new ManagedProcess({
      program: "wrk",
      args: [
        `--threads=${this.#threads}`,
        `--connections=${this.#load.connections}`,
        `--duration=${seconds}s`,
        `--timeout=${timeoutS}s`,
        `--script=${SCRIPT}`,
        new URL("/", url).href,
        "--",
        join(this.#folder!, "requests"),
        String(this.#threads),
      ],
      stdin: "piped",
      stdout: "piped",
    }, 1);
    const talk = new Talk(this.#process);
    await talk.next(START_LIMIT_S, "ready");
    return talk;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    if (this.#folder !== null) await Deno.remove(this.#folder, { recursive: true });
    this.#folder = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The lines of one wrk and to it. */
class Talk {
  readonly #lines: AsyncGenerator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(readonly process: ManagedProcess) {
    this.#lines = jsonLines(process.child.stdout);
    this.#writer = process.child.stdin.getWriter();
  }

  say(word: string): Promise<void> {
    // One that has ended says why itself.
    return this.#writer.write(new TextEncoder().encode(`${word}\n`)).catch(() => {});
  }

  /** The rest of its next line that begins with one of these words. */
  async next(limitS: number, ...words: string[]): Promise<{ word: string; rest: number[] }> {
    for (;;) {
      const { value, done } = await this.#within(limitS, this.#lines.next());
      if (done) break;
      const [mark, word, ...rest] = value.trim().split(" ");
      if (mark === "gauntlet" && words.includes(word!)) {
        return { word: word!, rest: rest.map(Number) };
      }
    }
    await this.ended();
    throw new GauntletError(`wrk ended early; its log ends:\n${this.process.logTail()}`);
  }

  async ended(): Promise<void> {
    await this.#within(END_LIMIT_S, this.process.child.status);
  }

  #within<T>(limitS: number, work: Promise<T>): Promise<T> {
    const sentence = () =>
      `Cannot load with "wrk": it said nothing for ${limitS} s; name the tool "autocannon"; its ` +
      `log ends:\n${this.process.logTail() || "(nothing)"}`;
    return within(work, { limitS, sentence });
  }

  async closed(limitS: number): Promise<Seen> {
    const { rest } = await this.next(limitS, "closed");
    const [durationUs, requestCount, bytes, refused, closed, statusCount, timeoutCount, mean] =
      rest;
    return {
      durationUs: durationUs!,
      requestCount: requestCount!,
      bytes: bytes!,
      refusedCount: refused!,
      closedCount: closed!,
      statusCount: statusCount!,
      timeoutCount: timeoutCount!,
      latencyMeanUs: mean!,
    };
  }

  /** How often each latency was seen, in µs. */
  async latencies(): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    for (;;) {
      const { word, rest: [latencyUs, count] } = await this.next(TELL_LIMIT_S, "latency", "told");
      if (word === "told") return found;
      found.set(latencyUs!, count!);
    }
  }
}
