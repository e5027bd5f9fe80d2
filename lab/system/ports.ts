/** Ports of this machine: of loopback, unless another of its addresses is named. */
import { GauntletError } from "./state.ts";

export const LOOPBACK = "127.0.0.1";

/** A port that is free now. */
export function freePort(hostname: string = LOOPBACK): number {
  using listener = Deno.listen({ hostname, port: 0 });
  return listener.addr.port;
}

/** A host as a URL has it: an address of IPv6 in brackets. */
export const hostInUrl = (host: string): string => host.includes(":") ? `[${host}]` : host;

/** Whether nobody listens on a port. */
export function isFree(port: number, hostname: string = LOOPBACK): boolean {
  try {
    using _listener = Deno.listen({ hostname, port });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

/** The port of `PORT` where it is set, else any free one. */
export function serverPort(
  variant: string,
  wanted = Deno.env.get("PORT"),
  hostname: string = LOOPBACK,
): number {
  if (!wanted) return freePort(hostname);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new GauntletError(
      `Cannot start "${variant}": PORT is "${wanted}"; set it to a number from 1 to 65535, or unset it`,
    );
  }
  if (!isFree(port, hostname)) {
    throw new GauntletError(
      `Cannot start "${variant}": port ${port} is in use; stop the other server or set PORT`,
    );
  }
  return port;
}
