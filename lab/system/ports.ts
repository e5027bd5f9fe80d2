/** Ports of this machine: of loopback, unless another of its addresses is named. */
import { GauntletError } from "./state.ts";

export const LOOPBACK = "127.0.0.1";

export const PORT_MAX = 65_535;

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

/**
 * The port that `PORT` asks for; `null` where it is not set.
 *
 * Asked before anything starts too: all servers of a run would fail by a wrong one.
 *
 * @param of what cannot be started without it
 * @throws GauntletError where it is no number of a port
 */
export function portAsked(of = "a server", wanted = Deno.env.get("PORT")): number | null {
  if (!wanted) return null;
  const port = Number(wanted);
  if (/^\d+$/.test(wanted) && port >= 1 && port <= PORT_MAX) return port;
  throw new GauntletError(
    `Cannot start ${of}: PORT is "${wanted}"; set it to a number from 1 to ${PORT_MAX}, or unset it`,
  );
}

/**
 * Sees that the port of `PORT`, where it is set, can be listened on.
 *
 * @throws GauntletError where another program has it, or this user may not
 */
export function checkPort(
  of = "a server",
  wanted = Deno.env.get("PORT"),
  hostname: string = LOOPBACK,
): void {
  const port = portAsked(of, wanted);
  if (port === null) return;
  const cannot = (why: string) => new GauntletError(`Cannot start ${of}: port ${port} ${why}`);
  try {
    if (isFree(port, hostname)) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw cannot("is not this user's to open; set PORT to one above 1023, or unset it");
  }
  throw cannot("is in use; stop the other server or set PORT");
}

/** The port of `PORT` where it is set, else any free one. */
export function serverPort(
  variant: string,
  wanted = Deno.env.get("PORT"),
  hostname: string = LOOPBACK,
): number {
  checkPort(`"${variant}"`, wanted, hostname);
  return portAsked(`"${variant}"`, wanted) ?? freePort(hostname);
}
