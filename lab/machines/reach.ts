/** Whether one machine reaches another: a port that answers whoever connects, and nothing else. */

/** A connection within a network takes a few milliseconds; one that is tried again, a second. */
const LIMIT_MS = 3000;

/** Answers connections to an address of this machine, until it leaves scope. */
export function answerReach(hostname: string): Disposable & { port: number } {
  const listener = Deno.listen({ hostname, port: 0 });
  (async () => {
    for await (const connection of listener) connection.close();
  })().catch(() => {});
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}

/** Whether a connection to such a port is answered. */
export async function isReached(hostname: string, port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    (await Deno.connect({ hostname, port, signal })).close();
    return true;
  } catch {
    return false;
  }
}
