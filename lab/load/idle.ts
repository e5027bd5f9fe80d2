/** Connections that are open and say nothing: browsers that read, phones in pockets. */
import { connect, type Socket } from "node:net";
import { GauntletError } from "../system/state.ts";

/**
 * So many are opened at a time: far from a backlog of 1,024, and 500 whose first answer takes 100 ms
 * are open in a second.
 */
const AT_A_TIME = 128;
const LIMIT_MS = 30_000;

/**
 * Open HTTP connections that asked once, were answered and stay.
 *
 * @example
 * ```ts
 * import { IdleConnections } from "lab/load/idle.ts";
 * using none = await IdleConnections.open("http://127.0.0.1:1/static", 0);
 * console.log(none.openCount); // 0
 * ```
 */
export class IdleConnections implements Disposable {
  readonly #sockets: Socket[];

  private constructor(sockets: Socket[]) {
    this.#sockets = sockets;
  }

  /** @throws GauntletError when one cannot be opened */
  static async open(url: string, count: number): Promise<IdleConnections> {
    const sockets: Socket[] = [];
    const idle = new IdleConnections(sockets);
    try {
      while (sockets.length < count) {
        const next = Math.min(AT_A_TIME, count - sockets.length);
        const opening = Array.from({ length: next }, () => askOnce(new URL(url)));
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

function askOnce({ hostname, port, pathname, search, host }: URL): Promise<Socket> {
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
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  });
}
