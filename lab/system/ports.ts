/** Loopback ports. */
import { GauntletError } from "./state.ts";

export const LOOPBACK = "127.0.0.1";

const PORT_MAX = 65_535;

/** A port that is free now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return listener.addr.port;
}

/** Whether nobody listens on a port. */
export function isFree(port: number): boolean {
  try {
    using _listener = Deno.listen({ hostname: LOOPBACK, port });
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
export function checkPort(of = "a server", wanted = Deno.env.get("PORT")): void {
  const port = portAsked(of, wanted);
  if (port === null) return;
  const cannot = (why: string) => new GauntletError(`Cannot start ${of}: port ${port} ${why}`);
  try {
    if (isFree(port)) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw cannot("is not this user's to open; set PORT to one above 1023, or unset it");
  }
  throw cannot("is in use; stop the other server or set PORT");
}

/** The port of `PORT` where it is set, else any free one. */
export function serverPort(variant: string, wanted = Deno.env.get("PORT")): number {
  checkPort(`"${variant}"`, wanted);
  return portAsked(`"${variant}"`, wanted) ?? freePort();
}
