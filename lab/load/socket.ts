/**
 * The little of a socket that autocannon's client uses, straight on Deno's TCP. Through `node:net`
 * each message crosses a stream on either way, which takes half as much CPU again where a server does
 * nothing.
 */
import { Buffer } from "node:buffer";

/** Larger than the answers of the contract; longer ones come in pieces. */
const BUFFER_BYTES = 16 * 1024;

interface Listeners {
  data: (chunk: Buffer) => void;
  /** The other side has closed it. */
  end: () => void;
  error: (error: Error) => void;
}

/** A connection under way; what is written before it stands is sent when it does. */
export class Socket {
  #listeners: Partial<Listeners> = {};
  #connection: Deno.TcpConn | null = null;
  #unsent: Uint8Array[] = [];
  #destroyed = false;

  constructor(port: number, hostname: string) {
    this.#open(port, hostname).then(
      () => this.#ended("end"),
      (error) => this.#ended("error", error),
    );
  }

  on<Name extends keyof Listeners>(name: Name, listener: Listeners[Name]): void {
    this.#listeners[name] = listener;
  }

  removeAllListeners(name: keyof Listeners): void {
    delete this.#listeners[name];
  }

  write(bytes: Uint8Array): void {
    if (this.#connection === null) this.#unsent.push(bytes);
    // Where it fails, reading fails too, and tells.
    else this.#send(this.#connection, bytes).catch(() => {});
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#connection?.close();
  }

  /** Connects, and reads to the end. A listener's own error is no error of the connection. */
  async #open(port: number, hostname: string): Promise<void> {
    const connection = await Deno.connect({ port, hostname });
    if (this.#destroyed) return connection.close();
    connection.setNoDelay(true);
    this.#connection = connection;
    for (const bytes of this.#unsent) await this.#send(connection, bytes);
    const buffer = Buffer.alloc(BUFFER_BYTES);
    for (
      let count = await connection.read(buffer);
      count !== null && !this.#destroyed;
      count = await connection.read(buffer)
    ) {
      try {
        this.#listeners.data?.(buffer.subarray(0, count));
      } catch (error) {
        reportError(error);
      }
    }
  }

  async #send(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
    let sent = await connection.write(bytes);
    while (sent < bytes.length) sent += await connection.write(bytes.subarray(sent));
  }

  #ended(how: "end"): void;
  #ended(how: "error", error: Error): void;
  #ended(how: "end" | "error", error?: Error): void {
    if (this.#destroyed) return;
    this.destroy();
    if (how === "error") this.#listeners.error?.(error!);
    else this.#listeners.end?.();
  }
}
