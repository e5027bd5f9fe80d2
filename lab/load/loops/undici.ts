/**
 * The open loop: requests arrive when they arrive, whether or not the last was answered. One that
 * finds every connection taken waits in a queue of ours, and every latency counts from when the
 * request should have been sent, so that a stall of the server shows in all requests that it held up
 * (a closed loop sends none meanwhile and sees one slow answer a connection).
 *
 * undici drives it: of the well-kept clients that let us say when to send, it takes the least CPU (44 µs
 * a request in a short try; `fetch` 52, `node:http` 58). autocannon sends a rate in bursts, one a second.
 */
import { Client } from "undici";
import type { Loss } from "../../nouns/loss.ts";
import type { Requests } from "../../nouns/requests.ts";
import type { OpenLoad } from "../../nouns/load.ts";
import { arrivalsS, shareOf } from "../arrivals.ts";
import type { Loop, StartLoop } from "../generator.ts";
import type { Keeping } from "../kept.ts";
import type { Order } from "../order.ts";
import { requestsOf } from "../requests.ts";
import type { OpenResult, Window } from "../window.ts";

/** How often requests are looked through for those that have waited too long. */
const TIMEOUT_STEP_MS = 100;

/** Connections are kept, unless the server closes them: undici's own limit is 4 s. */
const KEEP_ALIVE_MS = 3_600_000;

/** A request that should have been sent, in ms of `performance.now()`. */
interface Request {
  dueAt: number;
  state: "waiting" | "sent" | "over";
  abort: (() => void) | null;
}

/** Starts the loop; it goes on until it is stopped. */
export const loop: StartLoop = async (order, window) => {
  const { asked, load, share } = order;
  if (asked.speaks !== "http" || load.kind !== "open") {
    throw new Error("undici asks servers, with arrivals at a rate.");
  }
  return new OpenLoop(order, load, await requestsOf(asked.requests, share), window);
};

class OpenLoop implements Loop {
  readonly failed = new Promise<never>(() => {});
  readonly #clients: Client[];
  /** Clients with nothing to do, the longest rested first: all connections take turns. */
  readonly #free: Client[];
  readonly #arrivals: Iterator<number, never>;
  readonly #timeoutMs: number;
  readonly #startedAt = performance.now();
  #nextAt: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #sweeper: ReturnType<typeof setInterval>;
  /** All without an answer, the oldest first: a set keeps its order. */
  readonly #open = new Set<Request>();
  readonly #queue: Request[] = [];
  #stopped = false;
  #dueCount = 0;
  #sentCount = 0;
  #lateSumMs = 0;
  #lateCount = 0;
  #before = { openCount: 0, dueCount: 0, sentCount: 0, lateSumMs: 0, lateCount: 0 };

  constructor(
    { url, timeoutS, share }: Order,
    load: OpenLoad,
    readonly requests: Requests,
    readonly window: Window,
  ) {
    const { origin } = new URL(url);
    // Timeouts are counted from when a request should have been sent, which only we know.
    const options = {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
    };
    this.#clients = Array.from(
      { length: shareOf(load.connections, share) },
      () => new Client(origin, options),
    );
    this.#free = [...this.#clients];
    this.#clients.forEach((client) =>
      client.on("disconnect", () => this.#stopped || this.window.reconnect())
    );
    this.#timeoutMs = timeoutS * 1000;
    this.#arrivals = arrivalsS(load, share);
    this.#nextAt = this.#startedAt + this.#arrivals.next().value * 1000;
    this.#sweeper = setInterval(() => this.#giveUp(), TIMEOUT_STEP_MS);
    this.#arrive();
  }

  /** Sends what is due; a timer may fire early, and is then set again. */
  #arrive(): void {
    if (this.#stopped) return;
    const now = performance.now();
    while (this.#nextAt <= now) {
      const request: Request = { dueAt: this.#nextAt, state: "waiting", abort: null };
      this.#dueCount++;
      this.#open.add(request);
      const client = this.#free.shift();
      if (client) {
        this.#lateSumMs += now - request.dueAt;
        this.#lateCount++;
        this.#send(request, client);
      } else this.#queue.push(request);
      this.#nextAt = this.#startedAt + this.#arrivals.next().value * 1000;
    }
    this.#timer = setTimeout(() => this.#arrive(), this.#nextAt - performance.now());
  }

  #send(request: Request, client: Client): void {
    request.state = "sent";
    this.#sentCount++;
    let status = 0;
    let bytes = 0;
    let keeping: Keeping | null = null;
    const drawn = this.requests.next();
    const { method = "GET", path, headers, body } = drawn.request;
    client.dispatch({ method: method as "GET", path, headers, body }, {
      onRequestStart: (controller) => {
        request.abort = () => controller.abort(new Error("request timed out"));
      },
      onResponseStart: (_controller, code, headers, statusText) => {
        status = code;
        bytes += headBytes(code, statusText, headers);
        keeping = this.window.keeper.begin(drawn, code, () => pairsOf(headers));
      },
      onResponseData: (_controller, chunk) => {
        bytes += chunk.length;
        keeping?.add(chunk);
      },
      onResponseEnd: () => {
        if (this.#end(request)) {
          this.window.response(status, bytes, performance.now() - request.dueAt);
          keeping?.end();
        }
        this.#next(client);
      },
      onResponseError: (_controller, error) => {
        if (this.#end(request) && !this.#stopped) this.window.lost(lossOf(error, status > 0));
        this.#next(client);
      },
    });
  }

  /** Whether the request was still open. */
  #end(request: Request): boolean {
    request.state = "over";
    return this.#open.delete(request);
  }

  /** A connection is free: the request that has waited longest goes. */
  #next(client: Client): void {
    if (this.#stopped) return;
    for (;;) {
      const request = this.#queue.shift();
      if (request === undefined) return void this.#free.push(client);
      if (request.state === "waiting") return this.#send(request, client);
    }
  }

  /** Counts those as timeouts that nobody would wait for any longer, sent or not. */
  #giveUp(): void {
    const before = performance.now() - this.#timeoutMs;
    for (const request of this.#open) {
      if (request.dueAt > before) break;
      this.#end(request);
      this.window.timeout();
      request.abort?.();
    }
  }

  opened(): void {
    this.#before = this.#now();
  }

  closed(): OpenResult {
    const before = this.#before;
    const now = this.#now();
    const [oldest] = this.#open;
    const lateCount = now.lateCount - before.lateCount;
    return {
      offeredRps: (now.dueCount - before.dueCount) / this.window.durationS,
      sentCount: now.sentCount - before.sentCount,
      backlogCount: now.openCount,
      backlogGrowthCount: now.openCount - before.openCount,
      backlogOldestMs: oldest ? performance.now() - oldest.dueAt : 0,
      sendDelayMeanMs: lateCount === 0 ? 0 : (now.lateSumMs - before.lateSumMs) / lateCount,
    };
  }

  #now() {
    return {
      openCount: this.#open.size,
      dueCount: this.#dueCount,
      sentCount: this.#sentCount,
      lateSumMs: this.#lateSumMs,
      lateCount: this.#lateCount,
    };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#sweeper);
    this.#clients.forEach((client) => client.destroy().catch(() => {}));
  }
}

/** How a request was lost, by the codes of undici and of the system. */
function lossOf(error: Error & { code?: string; cause?: unknown }, begun: boolean): Loss {
  if (begun) return "answer cut short";
  const code = error.code ?? (error.cause as { code?: string } | undefined)?.code ?? "";
  if (["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(code)) return "closed before the answer";
  return ["ECONNREFUSED", "EADDRNOTAVAIL", "EMFILE", "UND_ERR_CONNECT_TIMEOUT"].includes(code)
    ? "no connection"
    : "other";
}

/** Each header once for each time that it was sent. */
const pairsOf = (headers: Record<string, string | string[] | undefined>) =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one])
  );

/** The length of an answer's head as it was sent. */
function headBytes(
  status: number,
  statusText: string | undefined,
  headers: Record<string, string | string[] | undefined>,
): number {
  const LINE_END = 2;
  const statusLine = `HTTP/1.1 ${status} ${statusText ?? ""}`.length + LINE_END;
  return Object.entries(headers).reduce((sum, [name, value]) => {
    const values = Array.isArray(value) ? value : [value ?? ""];
    return sum + values.reduce((all, one) => all + `${name}: ${one}`.length + LINE_END, 0);
  }, statusLine + LINE_END);
}
