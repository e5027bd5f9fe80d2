/** Whether one machine reaches another: a port that answers whoever connects, and nothing else. */

import { GauntletError } from "../system/state.ts";

/** A connection within a network takes a few milliseconds; one that is tried again, a second. */
const LIMIT_MS = 3000;

/**
 * Answers connections to an address of this machine, until it leaves scope.
 *
 * @throws GauntletError where it is none of this machine's
 */
export function answerReach(hostname: string): Disposable & { port: number } {
  const listener = listening(hostname);
  (async () => {
    for await (const connection of listener) connection.close();
  })().catch(() => {});
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}

function listening(hostname: string): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port: 0 });
  } catch (error) {
    throw new GauntletError(
      `Cannot listen at ${hostname}, by which machines.json says that the others reach it ` +
        `(${(error as Error).message}); give the machine an address that it has itself`,
    );
  }
}

/** Whether a connection to such a port is answered. */
export const isReached = async (hostname: string, port: number): Promise<boolean> =>
  await addressSeen(hostname, port) !== null;

/** The address of this machine that such a port sees; `null` where it is not reached. */
export async function addressSeen(hostname: string, port: number): Promise<string | null> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    using connection = await Deno.connect({ hostname, port, signal });
    return connection.localAddr.hostname;
  } catch {
    return null;
  }
}
