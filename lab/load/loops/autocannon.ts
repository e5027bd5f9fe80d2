/**
 * The closed loop: each connection sends its next request when the last is answered. autocannon
 * drives it; its aggregates are not used, because it cuts latencies to whole milliseconds and counts
 * errors as requests.
 */
// @deno-types="@types/autocannon"
import autocannon from "autocannon";
import { Buffer } from "node:buffer";
import type { HttpRequest } from "../../nouns/workload.ts";
import { shareOf } from "../arrivals.ts";
import type { Loop, StartLoop } from "../generator.ts";
import { requestsOf } from "../requests.ts";
import type { Window } from "../window.ts";

/** Longer than any trial: autocannon would only stop at one of its own whole-second ticks. */
const WITHOUT_END_S = 3600;

/** Starts the loop; it goes on until its process ends. */
export const loop: StartLoop = async ({ url, asked, load, share, timeoutS }, window) => {
  if (asked.speaks !== "http") throw new Error("autocannon asks servers, and no database.");
  const { next, alwaysTheSame } = await requestsOf(asked.requests, share);
  const closing = load.kind === "closed" && load.keepAlive === false;
  const asAutocannon = () => requestOf(next().request);
  // What is given to it is the whole request: without its defaults it would ask no host.
  const setupRequest = (defaults: object) => ({ ...defaults, ...asAutocannon() });
  const refused = Promise.withResolvers<never>();
  const running = autocannon({
    url,
    connections: shareOf(load.connections, share),
    timeout: timeoutS,
    duration: WITHOUT_END_S,
    requests: [alwaysTheSame ? asAutocannon() : { setupRequest }],
    setupClient: (each) => {
      const client = each as unknown as Client;
      watchConnections(client, window);
      if (closing) askToClose(client);
    },
  }, (error) => error && refused.reject(error));
  running.on(
    "response",
    (_client, status, bytes, latencyMs) => window.response(status, bytes, latencyMs),
  );
  running.on("reqError", (error: Error) => {
    if (error.message === "request timed out") window.timeout();
    else window.error();
  });
  return {
    failed: refused.promise,
    opened: () => {},
    closed: () => null,
    stop: () => (running as unknown as { stop(): void }).stop(),
  } satisfies Loop;
};

function requestOf({ method = "GET", path, headers, body }: HttpRequest) {
  // It writes the length among the headers: they are a copy.
  return {
    method: method as "GET",
    path,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

const KEPT = new TextEncoder().encode("Connection: keep-alive\r\n");
const CLOSED = new TextEncoder().encode("Connection: close\r\n");

/**
 * Has each request ask the server to close its connection after it, as browsers of old did.
 * autocannon writes that it shall be kept, whatever its headers say; of two such headers gunicorn
 * believes the first.
 */
function askToClose({ requestIterator }: Client): void {
  const build = requestIterator.requestBuilder;
  requestIterator.requestBuilder = (request, context) => {
    const bytes = build(request, context);
    const at = bytes === null ? -1 : bytes.indexOf(KEPT);
    if (bytes === null || at < 0) return bytes;
    return Buffer.concat([bytes.subarray(0, at), CLOSED, bytes.subarray(at + KEPT.length)]);
  };
  requestIterator.rebuildRequest();
}

/** The parts of autocannon's client that the lab touches; its types leave them out. */
interface Client {
  destroyed: boolean;
  on(event: "headers", listener: () => void): void;
  _connect(): void;
  parser: { initialize(type: string): void; type: string };
  pipelinedRequests: { clear(): void };
  requestIterator: {
    requestBuilder: (request: unknown, context: unknown) => Buffer | null;
    rebuildRequest(): void;
  };
}

/** How long a connection that brought no answer is not tried again: twice as long each time. */
const PAUSES_MS = { least: 10, most: 1000 };

/**
 * autocannon opens a closed connection again without a word, leaves the lost request in its queue,
 * where it would give its latency to the next one, and takes the next answer for the rest of one
 * that was cut off. Count it, and forget both. It opens it again at once, too: where none can be
 * opened, hundreds would try without a pause, and nothing else of the process would have its turn.
 */
function watchConnections(client: Client, window: Window): void {
  const connect = client._connect.bind(client);
  let connected = false;
  let answered = true;
  let pauseMs: number = PAUSES_MS.least;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  client.on("headers", () => {
    answered = true;
    pauseMs = PAUSES_MS.least;
  });
  const connectAgain = () => {
    waiting = undefined;
    if (client.destroyed) return;
    window.reconnect();
    client.pipelinedRequests.clear();
    client.parser.initialize(client.parser.type);
    connect();
  };
  client._connect = () => {
    if (!connected) {
      connected = true;
      answered = false;
      return connect();
    }
    if (waiting !== undefined) return;
    if (answered) {
      answered = false;
      return connectAgain();
    }
    waiting = setTimeout(connectAgain, pauseMs);
    pauseMs = Math.min(2 * pauseMs, PAUSES_MS.most);
  };
}
