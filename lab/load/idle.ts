/** Connections that are open and say nothing: browsers that read, phones in pockets. */
import { connect, type Socket } from "node:net";
import type { HttpRequest } from "../nouns/workload.ts";
import { GauntletError } from "../system/state.ts";
import { shareOf } from "./arrivals.ts";
import type { Order } from "./order.ts";
import { requestsOf } from "./requests.ts";

/**
 * So many are opened at a time: far from a backlog of 1,024, and 500 whose first answer takes 100 ms
 * are open in a second.
 */
export const AT_A_TIME = 128;
/** The first answer on one of them comes within so long. */
export const LIMIT_MS = 30_000;

/** Open HTTP connections that asked once, were answered and stay. */
export class IdleConnections implements Disposable {
  readonly #sockets: Socket[];

  private constructor(sockets: Socket[]) {
    this.#sockets = sockets;
  }

  /**
   * Opens this share of an order's idle connections.
   *
   * @throws GauntletError when one cannot be opened
   */
  static async open({ url, asked, share, idleConnections = 0 }: Order): Promise<IdleConnections> {
    const count = shareOf(idleConnections, share);
    const sockets: Socket[] = [];
    const idle = new IdleConnections(sockets);
    if (count === 0 || asked.speaks !== "http") return idle;
    const requests = await requestsOf(asked.requests, share);
    try {
      while (sockets.length < count) {
        const next = Math.min(AT_A_TIME, count - sockets.length);
        const opening = Array.from(
          { length: next },
          () => askOnce(new URL(url), requests.next().request),
        );
        opening.forEach((each) => each.then((socket) => sockets.push(socket), () => {}));
        await Promise.all(opening);
      }
      return idle;
    } catch (error) {
      idle[Symbol.dispose]();
      throw new GauntletError(
        `Cannot keep ${count} connections idle: after ${sockets.length}, ${
          (error as Error).message
        }; ask for fewer, or raise the limit of open files (ulimit -n)`,
      );
    }
  }

  /** Those that the server has not closed. */
  get openCount(): number {
    return this.#sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
  }

  [Symbol.dispose](): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }
}

/** The bytes of a request on a connection that stays open. */
function bytesOf(host: string, { method = "GET", path, headers = {}, body = "" }: HttpRequest) {
  const length = new TextEncoder().encode(body).length;
  const lines = Object.entries({
    Host: host,
    ...headers,
    ...(body === "" ? {} : { "Content-Length": String(length) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

function askOnce({ hostname, port, host }: URL, request: HttpRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const give = (up: Error) => {
      socket.destroy();
      reject(up);
    };
    const timer = setTimeout(() => give(new Error("no answer came in time")), LIMIT_MS);
    socket.on("error", give);
    socket.once("close", () => give(new Error("the server closed the connection")));
    socket.once("data", () => {
      clearTimeout(timer);
      // What follows of the answer is thrown away.
      socket.resume();
      resolve(socket);
    });
    socket.write(bytesOf(host, request));
  });
}
