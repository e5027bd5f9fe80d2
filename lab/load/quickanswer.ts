/**
 * autocannon's client made cheaper where the lab needs less than it offers. Its parser turns every
 * line of every head into text, which under Deno takes more CPU than sending and receiving; its
 * queue and its list of requests are made for several of each; its sockets are streams. Load that
 * costs less takes less from a server on the same machine.
 */

import { Socket } from "./socket.ts";

/** The parts of autocannon's client that the lab touches; its types leave them out. */
export interface Client {
  _connect(): void;
  _doRequest(): void;
  emit(event: string, ...values: unknown[]): void;
  conn: Socket;
  destroyed: boolean;
  opts: { hostname: string; port: number | string };
  parser: Parser;
  pipelinedRequests: RequestQueue;
  requestIterator: { nextRequest(): void };
}

/** http-parser-js: calls what is found under the numbers that its constructor names. */
interface Parser {
  execute(chunk: Uint8Array): unknown;
  initialize(type: string): void;
  type: string;
  state: string;
  line: string;
  [callback: number]: (info?: unknown) => void;
}

interface RequestQueue {
  insertRequest(request: unknown): void;
  addByteCount(count: number): void;
  addBody(body: unknown): void;
  setHeaders(headers: unknown): void;
  terminateRequest(): unknown;
  clear(): void;
}

/** Has one request, under way or not, instead of a queue, and keeps no bodies. */
class OneRequest implements RequestQueue {
  req: unknown = null;
  bytes = 0;
  body = "";
  headers: unknown = {};
  duration = 0;
  #underWay = false;
  #sentAt = 0;

  insertRequest(request: unknown): void {
    this.req = request;
    this.bytes = 0;
    this.#underWay = true;
    this.#sentAt = performance.now();
  }

  addByteCount(count: number): void {
    this.bytes += count;
  }

  addBody(): void {}

  setHeaders(headers: unknown): void {
    this.headers = headers;
  }

  terminateRequest(): this | undefined {
    if (!this.#underWay) return undefined;
    this.#underWay = false;
    this.duration = performance.now() - this.#sentAt;
    return this;
  }

  clear(): void {
    this.#underWay = false;
  }
}

/** Makes a client that sends one request again and again, one at a time, do no more than that. */
export function spareWork(client: Client): void {
  client.pipelinedRequests = new OneRequest();
  client.requestIterator.nextRequest = () => {};
  const { parser } = client;
  const { kOnHeadersComplete, kOnMessageComplete } = parser.constructor as unknown as {
    kOnHeadersComplete: number;
    kOnMessageComplete: number;
  };
  const readAll = parser.execute.bind(parser);
  const info = { statusCode: 0, headers: [] };
  parser.execute = (chunk) => {
    const between = parser.state === "RESPONSE_LINE" && parser.line === "";
    const status = between ? statusOfWhole(chunk) : null;
    if (status === null) return readAll(chunk);
    info.statusCode = status;
    parser[kOnHeadersComplete]!(info);
    parser[kOnMessageComplete]!();
  };
}

/** Makes a client connect without the streams of `node:net`. */
export function connectDirectly(client: Client): void {
  client._connect = () => {
    client.conn = new Socket(Number(client.opts.port), client.opts.hostname);
    client.conn.on("data", (chunk) => {
      client.pipelinedRequests.addByteCount(chunk.length);
      client.parser.execute(chunk);
    });
    client.conn.on("end", () => client.destroyed || client._connect());
    client.conn.on("error", (error) => {
      client.emit("connError", error);
      if (!client.destroyed) client._connect();
    });
    client._doRequest();
  };
}

const CR = 13, LF = 10, SPACE = 32, COLON = 58, ZERO = 48, LOWER_CASE = 32;
const LENGTH = new TextEncoder().encode("content-length");
/** `HTTP/1.1 200` */
const STATUS_AT = 9;

/**
 * The status of an answer that came whole and by itself, with its length in its head, as nearly all
 * of them do; `null` for anything else, which the parser has to read.
 *
 * @example
 * ```ts
 * import { statusOfWhole } from "lab/load/quickanswer.ts";
 * const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
 * console.log(statusOfWhole(new TextEncoder().encode(answer))); // 200
 * ```
 */
export function statusOfWhole(chunk: Uint8Array): number | null {
  let bodyBytes = -1;
  for (let at = nextLine(chunk, 0); at > 0; at = nextLine(chunk, at)) {
    if (chunk[at] === CR && chunk[at + 1] === LF) {
      return at + 2 + bodyBytes === chunk.length && bodyBytes >= 0 ? statusOf(chunk) : null;
    }
    if (isLengthLine(chunk, at)) bodyBytes = numberFrom(chunk, at + LENGTH.length + 1);
  }
  return null;
}

/** Where the next line begins; 0 where there is none. `indexOf` of Deno's Buffer is slow. */
function nextLine(chunk: Uint8Array, from: number): number {
  for (let at = from; at < chunk.length; at++) {
    if (chunk[at] === LF) return at + 1;
  }
  return 0;
}

function statusOf(chunk: Uint8Array): number | null {
  const digit = (place: number) => chunk[STATUS_AT + place]! - ZERO;
  const status = digit(0) * 100 + digit(1) * 10 + digit(2);
  // An answer of 1xx is followed by another.
  return status >= 200 && status <= 599 ? status : null;
}

function isLengthLine(chunk: Uint8Array, at: number): boolean {
  for (let index = 0; index < LENGTH.length; index++) {
    if ((chunk[at + index]! | LOWER_CASE) !== LENGTH[index]) return false;
  }
  return chunk[at + LENGTH.length] === COLON;
}

/** A whole number up to the end of its line; -1 where it is none. */
function numberFrom(chunk: Uint8Array, from: number): number {
  let at = from;
  while (chunk[at] === SPACE) at++;
  if (chunk[at] === CR) return -1;
  let value = 0;
  for (; chunk[at] !== CR; at++) {
    const digit = chunk[at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
