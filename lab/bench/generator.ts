/**
 * The load generator, a process of its own so that its CPU is known and its event loop is nobody
 * else's. autocannon drives the closed loop; its aggregates are not used, because it cuts latencies
 * to whole milliseconds and counts errors as requests. Each response goes into an HdrHistogram of
 * microseconds instead.
 *
 * stdin: one `Order`. stdout: `opened` and `closed` as the window does, then `result`.
 */
// @deno-types="@types/autocannon"
import autocannon from "autocannon";
import { z } from "zod";
import { emptyHistogram, encodeHistogram, recordLatencyMs } from "../analysis/histogram.ts";
import { LoadResult } from "../types.ts";
import { jsonLines, lineWriter } from "./lines.ts";

/** What the generator is asked to do. */
export const Order = z.strictObject({
  url: z.url(),
  connections: z.int().min(1),
  warmUpS: z.number().nonnegative(),
  windowS: z.number().positive(),
  /** Whole seconds: autocannon takes no others. */
  timeoutS: z.int().min(1),
});
export type Order = z.infer<typeof Order>;

/** What it answers, a line each. */
export const GeneratorEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("opened") }),
  z.strictObject({ type: z.literal("closed") }),
  z.strictObject({ type: z.literal("result"), result: LoadResult }),
]);
export type GeneratorEvent = z.infer<typeof GeneratorEvent>;

/** The parts of autocannon's client that the lab touches; its types leave them out. */
interface Client {
  _connect(): void;
  pipelinedRequests: { clear(): void };
}

/** Counts everything within one window; outside of it, nothing. */
class Window {
  readonly histogram = emptyHistogram();
  okCount = 0;
  non2xxCount = 0;
  errorCount = 0;
  timeoutCount = 0;
  reconnectCount = 0;
  bytes = 0;
  latencySumMs = 0;
  okInSecond: number[] = [];
  openedAt: number | null = null;
  closedAt: number | null = null;

  get isOpen(): boolean {
    return this.openedAt !== null && this.closedAt === null;
  }

  response(status: number, bytes: number, latencyMs: number): void {
    if (!this.isOpen) return;
    if (status < 200 || status > 299) {
      this.non2xxCount++;
      return;
    }
    this.okCount++;
    this.bytes += bytes;
    this.latencySumMs += latencyMs;
    recordLatencyMs(this.histogram, latencyMs);
    const second = Math.floor((performance.now() - this.openedAt!) / 1000);
    this.okInSecond[second] = (this.okInSecond[second] ?? 0) + 1;
  }

  failure(error: Error): void {
    if (!this.isOpen) return;
    if (error.message === "request timed out") this.timeoutCount++;
    else this.errorCount++;
  }

  result(): LoadResult {
    const durationS = (this.closedAt! - this.openedAt!) / 1000;
    const atMs = (percentile: number) => this.histogram.getValueAtPercentile(percentile) / 1000;
    const fullSeconds = Array.from(
      { length: Math.floor(durationS) },
      (_, s) => this.okInSecond[s] ?? 0,
    );
    return {
      durationS,
      okCount: this.okCount,
      non2xxCount: this.non2xxCount,
      errorCount: this.errorCount,
      timeoutCount: this.timeoutCount,
      reconnectCount: this.reconnectCount,
      responseBytes: this.okCount === 0 ? 0 : this.bytes / this.okCount,
      throughputRps: this.okCount / durationS,
      throughputSamplesRps: fullSeconds,
      latencyMeanMs: this.okCount === 0 ? 0 : this.latencySumMs / this.okCount,
      latencyP50Ms: atMs(50),
      latencyP90Ms: atMs(90),
      latencyP99Ms: atMs(99),
      latencyMaxMs: this.okCount === 0 ? 0 : this.histogram.maxValue / 1000,
      latencyHistogramUs: encodeHistogram(this.histogram),
    };
  }
}

/** Warms up, measures one window over the same connections, and tells when it opens and closes. */
export async function generate(
  order: Order,
  tell: (event: GeneratorEvent) => Promise<void>,
): Promise<void> {
  const window = new Window();
  const refused = Promise.withResolvers<never>();
  const load = autocannon({
    url: order.url,
    connections: order.connections,
    timeout: order.timeoutS,
    // Ended by us; autocannon would only stop at one of its own whole-second ticks.
    duration: order.warmUpS + order.windowS + 60,
    setupClient: (client) => watchConnections(client as unknown as Client, window),
  }, (error) => error && refused.reject(error));
  load.on(
    "response",
    (_client, status, bytes, latencyMs) => window.response(status, bytes, latencyMs),
  );
  load.on("reqError", (error: Error) => window.failure(error));

  await Promise.race([wait(order.warmUpS), refused.promise]);
  await tell({ type: "opened" });
  window.openedAt = performance.now();
  await Promise.race([wait(order.windowS), refused.promise]);
  window.closedAt = performance.now();
  await tell({ type: "closed" });
  await tell({ type: "result", result: window.result() });
}

/**
 * autocannon opens a closed connection again without a word and leaves the lost request in its
 * queue, where it would give its latency to the next one. Count it, and empty the queue.
 */
function watchConnections(client: Client, window: Window): void {
  const connect = client._connect.bind(client);
  let connected = false;
  client._connect = () => {
    if (connected && window.isOpen) window.reconnectCount++;
    if (connected) client.pipelinedRequests.clear();
    connected = true;
    connect();
  };
}

const wait = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

if (import.meta.main) {
  const tell = lineWriter(Deno.stdout.writable);
  for await (const line of jsonLines(Deno.stdin.readable)) {
    await generate(Order.parse(JSON.parse(line)), tell);
    // The connections are still busy; leaving is the quickest way to end them.
    Deno.exit(0);
  }
}
