/** Starts WORKERS copies of `server.ts` on one port; when one of them ends, all of them do. */
/// <reference types="./bun.d.ts" />
import process from "node:process";

const count = Number(process.env.WORKERS);
if (!Number.isInteger(count) || count < 1) {
  console.error(
    `Cannot start: WORKERS is "${process.env.WORKERS}"; give a number from 1.`,
  );
  process.exit(2);
}

const workers = Array.from(
  { length: count },
  () =>
    Bun.spawn([process.execPath, "run", "--no-install", "server.ts"], {
      cwd: import.meta.dir,
      // Calls that `fetch` makes at once; more than these wait for each other, and Bun's own bound is
      // 256, less than three requests for /fanout may ask for.
      env: { ...process.env, BUN_CONFIG_MAX_HTTP_REQUESTS: "65535" },
      stdio: ["ignore", "inherit", "inherit"],
    }),
);

let stopping = false;

function stop() {
  stopping = true;
  for (const worker of workers) worker.kill("SIGTERM");
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);

const first = await Promise.race(workers.map((worker) => worker.exited));
const asked = stopping;
if (!asked) {
  console.error(
    `A worker ended by itself (exit code ${first}): stopping the others.`,
  );
  stop();
}
await Promise.all(workers.map((worker) => worker.exited));
process.exit(asked ? 0 : 1);
