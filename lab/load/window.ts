/** The measuring window: counts everything within it, and outside of it nothing. */
import {
  emptyHistogram,
  encodeHistogram,
  type Histogram,
  recordLatencyMs,
} from "../nouns/histogram.ts";
import type { Loss } from "../nouns/loss.ts";
import type { MetricsSeenBy } from "../nouns/metrics.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { Keeper } from "./kept.ts";
import type { Slice } from "./steady.ts";

/** What an open loop knows beyond its answers. */
export type OpenResult = Required<Pick<LoadResult, MetricsSeenBy<"open loop">>>;

/** What is known beside the answers. */
export type Beyond =
  & Partial<OpenResult>
  & Pick<LoadResult, "idleConnectionCount" | "generatorStallMs">;

const NOTHING: Slice = { durationS: 0, okCount: 0, latencySumMs: 0, endedCount: 0 };

/** Takes what a loop reports; keeps books of the window, and of slices before and within it. */
export class Window {
  readonly histogram = emptyHistogram();
  okCount = 0;
  non2xxCount = 0;
  readonly losses = new Map<Loss, number>();
  /** Some whole answers of it: a loop asks whether one that begins is to be kept. */
  readonly keeper = new Keeper();
  timeoutCount = 0;
  reconnectCount = 0;
  #bytes = 0;
  #latencySumMs = 0;
  #okInSecond: number[] = [];
  readonly #answersByPort = new Map<number, number>();
  #slice: Slice = { ...NOTHING };
  #slicedAt = performance.now();
  #openedAt: number | null = null;
  #closedAt: number | null = null;

  get isOpen(): boolean {
    return this.#openedAt !== null && this.#closedAt === null;
  }

  /** Opens it, with nothing in it; a window may be opened again after it was closed. */
  open(): void {
    this.histogram.reset();
    this.okCount =
      this.non2xxCount =
      this.timeoutCount =
      this.reconnectCount =
        0;
    this.losses.clear();
    this.#answersByPort.clear();
    this.#bytes = this.#latencySumMs = 0;
    this.#okInSecond = [];
    this.#closedAt = null;
    this.#openedAt = performance.now();
    this.keeper.open(this.#openedAt);
  }

  close(): void {
    this.#closedAt = performance.now();
    this.keeper.close();
  }

  get durationS(): number {
    return (this.#closedAt! - this.#openedAt!) / 1000;
  }

  /** What ended since the last call, which a busy process may make late: it tells how long that was. */
  takeSlice(): Slice {
    const now = performance.now();
    const slice = { ...this.#slice, durationS: (now - this.#slicedAt) / 1000 };
    this.#slice = { ...NOTHING };
    this.#slicedAt = now;
    return slice;
  }

  /** @param port the local one of the connection that it came over, where that is known */
  response(status: number, bytes: number, latencyMs: number, port?: number): void {
    const ok = status >= 200 && status <= 299;
    this.#slice.endedCount++;
    if (ok) {
      this.#slice.okCount++;
      this.#slice.latencySumMs += latencyMs;
    }
    if (!this.isOpen) return;
    if (!ok) {
      this.non2xxCount++;
      return;
    }
    this.okCount++;
    if (port !== undefined) {
      this.#answersByPort.set(port, (this.#answersByPort.get(port) ?? 0) + 1);
    }
    this.#bytes += bytes;
    this.#latencySumMs += latencyMs;
    recordLatencyMs(this.histogram, latencyMs);
    const now = performance.now();
    this.keeper.answered(now);
    const second = Math.floor((now - this.#openedAt!) / 1000);
    this.#okInSecond[second] = (this.#okInSecond[second] ?? 0) + 1;
  }

  /** A request that got no whole answer. */
  lost(loss: Loss): void {
    this.#slice.endedCount++;
    if (this.isOpen) this.losses.set(loss, (this.losses.get(loss) ?? 0) + 1);
  }

  timeout(): void {
    this.#slice.endedCount++;
    if (this.isOpen) this.timeoutCount++;
  }

  reconnect(): void {
    if (this.isOpen) this.reconnectCount++;
  }

  result(beyond: Beyond = {}): LoadResult {
    const { durationS } = this;
    return {
      durationS,
      okCount: this.okCount,
      non2xxCount: this.non2xxCount,
      errorCount: [...this.losses.values()].reduce((sum, count) => sum + count, 0),
      losses: [...this.losses].map(([loss, count]) => ({ loss, count })),
      ...(this.#answersByPort.size === 0 ? {} : { answersByPort: [...this.#answersByPort] }),
      ...(this.keeper.kept.length === 0 ? {} : { keptAnswers: this.keeper.kept }),
      timeoutCount: this.timeoutCount,
      reconnectCount: this.reconnectCount,
      responseBytes: this.okCount === 0 ? 0 : this.#bytes / this.okCount,
      throughputRps: this.okCount / durationS,
      throughputSamplesRps: Array.from(
        { length: Math.floor(durationS) },
        (_, second) => this.#okInSecond[second] ?? 0,
      ),
      latencyMeanMs: this.okCount === 0 ? 0 : this.#latencySumMs / this.okCount,
      ...quantilesOf(this.histogram),
      ...beyond,
    };
  }
}

/** The part of a result that is read from its histogram. */
export function quantilesOf(histogram: Histogram) {
  const atMs = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return {
    latencyP50Ms: atMs(50),
    latencyP90Ms: atMs(90),
    latencyP99Ms: atMs(99),
    latencyMaxMs: histogram.totalCount === 0 ? 0 : histogram.maxValue / 1000,
    latencyHistogramUs: encodeHistogram(histogram),
  };
}
