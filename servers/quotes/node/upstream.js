/** The other service that /upstream and /fanout call. `fetch` keeps its connections by itself. */
import process from "node:process";

const url = process.env.UPSTREAM_URL ?? "http://127.0.0.1:9000";

/** One call that takes `ms` milliseconds. */
export async function call(ms) {
  const response = await fetch(`${url}/delay?ms=${ms}`);
  // Read to its end, or the connection could not be used again.
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`The upstream service answered ${response.status}.`);
}
