/** Requests as they are sent, one behind the other: for tools that cannot draw them. */
import type { HttpRequest } from "../nouns/workload.ts";
import type { RequestSource } from "./order.ts";
import { requestsOf } from "./requests.ts";

const encoder = new TextEncoder();

/**
 * A line with the length of each, and then all of them. Of requests that are always the same there is
 * one; of others so many are drawn.
 *
 * @param closing each asks the server to close its connection
 */
export async function requestFile(
  url: string,
  source: RequestSource,
  drawnCount: number,
  closing: boolean,
): Promise<Uint8Array> {
  const { next, alwaysTheSame } = await requestsOf(source, { index: 0, count: 1 });
  const { host } = new URL(url);
  const all = Array.from(
    { length: alwaysTheSame ? 1 : drawnCount },
    () => rawRequest(next().request, host, closing),
  );
  const lengths = all.map(({ length }) => length).join(" ");
  return new Uint8Array(await new Blob([`${lengths}\n`, ...all]).arrayBuffer());
}

/**
 * A request as HTTP/1.1 writes it.
 *
 * @example
 * ```ts
 * import { rawRequest } from "lab/load/requestfile.ts";
 * const raw = rawRequest({ method: "POST", path: "/orders", body: "{}" }, "127.0.0.1", false);
 * console.log(new TextDecoder().decode(raw).split("\r\n")[0]); // POST /orders HTTP/1.1
 * ```
 */
export function rawRequest(
  { method = "GET", path, headers = {}, body }: HttpRequest,
  host: string,
  closing: boolean,
): Uint8Array<ArrayBuffer> {
  const given = Object.keys(headers).map((name) => name.toLowerCase());
  const content = encoder.encode(body ?? "");
  const own: Record<string, string> = {
    host,
    ...(body === undefined ? {} : { "content-length": String(content.length) }),
    ...(closing ? { connection: "close" } : {}),
  };
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(own).filter(([name]) => !given.includes(name))
      .map(([name, value]) => `${name}: ${value}`),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const head = encoder.encode(lines.join("\r\n") + "\r\n\r\n");
  const raw = new Uint8Array(head.length + content.length);
  raw.set(head);
  raw.set(content, head.length);
  return raw;
}
