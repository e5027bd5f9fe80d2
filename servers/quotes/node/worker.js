/** Says when this worker takes connections, and stops it on SIGTERM. */
import process from "node:process";

/** Idle connections stay open this long; node's own default is 5 s. */
export const KEEP_ALIVE_MS = 75_000;

export function listenOptions() {
  return { host: process.env.HOST, port: Number(process.env.PORT), backlog: 1024 };
}

export function sayStarted() {
  console.log(`Started worker (process ${process.pid})`);
}

/** On SIGTERM: `close` what is open, and end. */
export function stopOnSignal(close) {
  process.on("SIGTERM", async () => {
    // A client may keep its connection busy for ever: one second for the answers under way.
    setTimeout(() => process.exit(0), 1_000).unref();
    await close();
    process.exit(0);
  });
  // From a terminal the signal reaches the workers too; the primary passes on its own.
  process.on("SIGINT", () => {});
}
