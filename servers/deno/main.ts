/** Starts WORKERS copies of `server.ts` on one port; when one of them ends, all of them do. */

const workers = Array.from(
  { length: Number(Deno.env.get("WORKERS")) },
  () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--frozen", "--unstable-net", "--allow-net", "--allow-env", "server.ts"],
      stdin: "null",
    }).spawn(),
);

let stopping = false;

function stop() {
  stopping = true;
  for (const worker of workers) {
    try {
      worker.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
  }
}

Deno.addSignalListener("SIGTERM", stop);
Deno.addSignalListener("SIGINT", stop);

const first = await Promise.race(workers.map((worker) => worker.status));
const asked = stopping;
if (!asked) {
  console.error(`A worker ended by itself (exit code ${first.code}): stopping the others.`);
  stop();
}
await Promise.all(workers.map((worker) => worker.status));
Deno.exit(asked ? 0 : 1);
