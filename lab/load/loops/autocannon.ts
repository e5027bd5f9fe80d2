/**
 * The closed loop: each connection sends its next request when the last is answered. autocannon
 * drives it; its aggregates are not used, because it cuts latencies to whole milliseconds and counts
 * errors as requests.
 */
// @deno-types="@types/autocannon"
import autocannon from "autocannon";
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Loss } from "../../nouns/loss.ts";
import type { Drawn } from "../../nouns/requests.ts";
import type { HttpRequest } from "../../nouns/workload.ts";
import { shareOf } from "../arrivals.ts";
import type { Loop, StartLoop } from "../generator.ts";
import type { Keeping } from "../kept.ts";
import { requestsOf } from "../requests.ts";
import type { Window } from "../window.ts";

/** Longer than any trial: autocannon would only stop at one of its own whole-second ticks. */
const WITHOUT_END_S = 3600;

/** Starts the loop; it goes on until its process ends. */
export const loop: StartLoop = async ({ url, asked, load, share, timeoutS }, window) => {
  if (asked.speaks !== "http") throw new Error("autocannon asks servers, and no database.");
  const { next, alwaysTheSame } = await requestsOf(asked.requests, share);
  const closing = load.kind === "closed" && load.keepAlive === false;
  let drawn: Drawn;
  const asAutocannon = () => requestOf((drawn = next()).request);
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
      keepAnswers(client, window, () => drawn);
      if (closing) askToClose(client);
    },
  }, (error) => error && refused.reject(error));
  running.on(
    "response",
    (client, status, bytes, latencyMs) => {
      // Connections that are used once are of no use to tell workers apart.
      const port = closing ? undefined : (client as unknown as Client).port;
      window.response(status, bytes, latencyMs, port);
    },
  );
  running.on("reqError", (error: Error) => {
    // Errors of connections are told by `watchConnections`, which knows what they cost.
    if (error.message === "request timed out") window.timeout();
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

/**
 * Keeps the answers that the window wants, undecoded: autocannon makes a text of each piece of a body.
 *
 * @param lastDrawn what the request is that was built last, in any client
 */
function keepAnswers(client: Client, { keeper }: Window, lastDrawn: () => Drawn): void {
  const { requestIterator, pipelinedRequests } = client;
  let asked = lastDrawn();
  let keeping: Keeping | null = null;
  const build = requestIterator.requestBuilder;
  requestIterator.requestBuilder = (request, context) => {
    const bytes = build(request, context);
    asked = lastDrawn();
    return bytes;
  };
  // No second listener of "headers": each would have the list of them copied at every answer.
  const setHeaders = pipelinedRequests.setHeaders.bind(pipelinedRequests);
  pipelinedRequests.setHeaders = (head) => {
    setHeaders(head);
    keeping = keeper.begin(asked, head.statusCode, () => pairsOf(head.headers));
  };
  const addBody = pipelinedRequests.addBody.bind(pipelinedRequests);
  pipelinedRequests.addBody = (chunk) => {
    addBody(chunk);
    keeping?.add(chunk);
  };
  // It is told before the next request is built, which "response" is too; that one counts the answer.
  requestIterator.recordBody = () => {
    keeping?.end();
    keeping = null;
  };
}

/** A name and its value, one after the other. */
const pairsOf = (flat: string[]) =>
  flat.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ""]] : []
  );

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
  conn: Socket;
  /** Ours: the local port of its connection. */
  port?: number;
  on(event: "headers", listener: (head: Head) => void): void;
  on(event: "response", listener: () => void): void;
  on(event: "connError", listener: () => void): void;
  _connect(): void;
  parser: { initialize(type: string): void; finish(): unknown; type: string; state: string };
  pipelinedRequests: {
    clear(): void;
    setHeaders(head: Head): void;
    addBody(chunk: Uint8Array): void;
  };
  requestIterator: {
    recordBody: () => void;
    requestBuilder: (request: unknown, context: unknown) => Buffer | null;
    rebuildRequest(): void;
  };
}

/** The head of an answer; its headers are names and values in turn. */
interface Head {
  statusCode: number;
  headers: string[];
  shouldKeepAlive: boolean;
}

/** How long a connection that brought no answer is not tried again: twice as long each time. */
const PAUSES_MS = { least: 10, most: 1000 };

/** What a closed connection is asked for before it is given up is answered by the system, and at once. */
const PROBE_LIMIT_MS = 100;

/**
 * autocannon opens a closed connection again without a word, leaves the lost request in its queue,
 * where it would give its latency to the next one, and takes the next answer for the rest of one
 * that was cut off. Count what was lost, and forget both. It opens it again at once, too: where none
 * can be opened, hundreds would try without a pause, and nothing else of the process would have its
 * turn.
 *
 * It sends the next request in the moment in which the last is answered, so that every connection that
 * a server closes has a request under way. That one is no loss where the server had said that it would
 * close, or had closed before it could read it: any client sends it again.
 */
function watchConnections(client: Client, window: Window): void {
  const connect = client._connect.bind(client);
  let pauseMs: number = PAUSES_MS.least;
  /** Of the connection as it is. */
  let now = newConnection();
  client.on("headers", ({ shouldKeepAlive }) => {
    now.answered = now.inBody = true;
    now.closes = !shouldKeepAlive;
    pauseMs = PAUSES_MS.least;
  });
  client.on("response", () => void (now.begun = now.inBody = false));
  client.on("connError", () => void (now.failed = true));
  const open = () => {
    now = newConnection();
    const mine = now;
    connect();
    client.conn.on("connect", () => {
      mine.open = true;
      client.port = client.conn.localPort;
    });
    // Before autocannon reads it, whose "response" takes it back.
    client.conn.prependListener("data", () => void (mine.begun = true));
    // Else the system is told at once that nothing more will be said, and there is nothing to ask.
    client.conn.allowHalfOpen = true;
  };
  const openAgain = () => {
    if (client.destroyed) return;
    window.reconnect();
    client.pipelinedRequests.clear();
    client.parser.initialize(client.parser.type);
    open();
  };
  let isFirst = true;
  client._connect = () => {
    if (isFirst) {
      isFirst = false;
      return open();
    }
    // A connection that ends, and then fails, is over once.
    if (now.over || client.destroyed) return;
    now.over = true;
    const ended = now;
    const { conn } = client;
    const proceed = () => {
      if (ended.answered) return openAgain();
      setTimeout(openAgain, pauseMs);
      pauseMs = Math.min(2 * pauseMs, PAUSES_MS.most);
    };
    for (const event of ["error", "end", "data"]) conn.removeAllListeners(event);
    conn.on("error", () => {});
    // autocannon has closed it itself, for a request that timed out: it tells so.
    if (conn.destroyed && !ended.failed) return proceed();
    if (ended.inBody && client.parser.state === "BODY_RAW" && !ended.failed) {
      // An answer without a length ends where its connection does.
      client.parser.finish();
      conn.destroy();
      return proceed();
    }
    const lost = lossOf(ended);
    if (lost !== "perhaps none") {
      conn.destroy();
      if (lost !== null) window.lost(lost);
      return proceed();
    }
    hadItClosed(conn, (before) => {
      conn.destroy();
      if (!before) window.lost("closed before the answer");
      proceed();
    });
  };
}

/** What is known of a connection, from which follows what its end means. */
const newConnection = () => ({
  open: false,
  /** Whether it brought an answer's head at all; whether one is under way; whether its head is there. */
  answered: false,
  begun: false,
  inBody: false,
  /** Whether its last answer said that it would close. */
  closes: false,
  failed: false,
  over: false,
});

function lossOf(
  { open, answered, begun, closes, failed }: ReturnType<typeof newConnection>,
): Loss | "perhaps none" | null {
  if (!open) return "no connection";
  if (begun) return "answer cut short";
  if (closes) return null;
  return failed || !answered ? "closed before the answer" : "perhaps none";
}

/**
 * Whether a server had closed a connection before the last request came: its system has then refused
 * that request, and ours knows that nothing more can be written. Of a server that read it, and closed
 * instead of answering, something still can.
 */
function hadItClosed(conn: Socket, tell: (before: boolean) => void): void {
  let told = false;
  const once = (before: boolean) => {
    if (told) return;
    told = true;
    clearTimeout(limit);
    tell(before);
  };
  const limit = setTimeout(() => once(false), PROBE_LIMIT_MS);
  conn.write("\r\n", (error) => once(error !== null && error !== undefined));
}
