/** Loopback ports. */
import { GauntletError } from "./state.ts";

export const LOOPBACK = "127.0.0.1";

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

/** The port of `PORT` where it is set, else any free one. */
export function serverPort(variant: string, wanted = Deno.env.get("PORT")): number {
  if (!wanted) return freePort();
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new GauntletError(
      `Cannot start "${variant}": PORT is "${wanted}"; set it to a number from 1 to 65535, or unset it`,
    );
  }
  if (!isFree(port)) {
    throw new GauntletError(
      `Cannot start "${variant}": port ${port} is in use; stop the other server or set PORT`,
    );
  }
  return port;
}
