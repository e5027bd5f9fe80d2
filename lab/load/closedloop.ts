/**
 * The closed loop: each connection sends its next request when the last is answered. autocannon
 * drives it; its aggregates are not used, because it cuts latencies to whole milliseconds and counts
 * errors as requests.
 */
// @deno-types="@types/autocannon"
import autocannon from "autocannon";
import type { Loop } from "./generator.ts";
import type { Target } from "./order.ts";
import { type Client, connectDirectly, spareWork } from "./quickanswer.ts";
import type { Window } from "./window.ts";

/** Longer than any trial: autocannon would only stop at one of its own whole-second ticks. */
const WITHOUT_END_S = 3600;

/** Starts the loop; it goes on until its process ends. */
export function closedLoop(
  { url, timeoutS }: Target,
  connections: number,
  window: Window,
): Loop {
  const refused = Promise.withResolvers<never>();
  const load = autocannon({
    url,
    connections,
    timeout: timeoutS,
    duration: WITHOUT_END_S,
    setupClient: (each) => {
      const client = each as unknown as Client;
      spareWork(client);
      connectDirectly(client);
      watchConnections(client, window);
    },
  }, (error) => error && refused.reject(error));
  load.on(
    "response",
    (_client, status, bytes, latencyMs) => window.response(status, bytes, latencyMs),
  );
  load.on("reqError", (error: Error) => {
    if (error.message === "request timed out") window.timeout();
    else window.error();
  });
  return {
    failed: refused.promise,
    opened: () => {},
    closed: () => null,
    stop: () => (load as unknown as { stop(): void }).stop(),
  };
}

/**
 * autocannon opens a closed connection again without a word, leaves the lost request in its queue,
 * where it would give its latency to the next one, and takes the next answer for the rest of one
 * that was cut off. Count it, and forget both.
 */
function watchConnections(client: Client, window: Window): void {
  const connect = client._connect.bind(client);
  let connected = false;
  client._connect = () => {
    if (connected) {
      window.reconnect();
      client.pipelinedRequests.clear();
      client.parser.initialize(client.parser.type);
    }
    connected = true;
    connect();
  };
}
