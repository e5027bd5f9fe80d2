/** Starts WORKERS copies of `server.ts` on one port; when one of them ends, all of them do. */

// For tests of what becomes of a server that cannot start.
if (Deno.env.get("SHOP_CANNOT_START")) throw new Error("The shop cannot start");

const program = new URL("server.ts", import.meta.url).href;
const workers = Array.from(
  { length: Number(Deno.env.get("WORKERS")) },
  () =>
    new Deno.Command(Deno.execPath(), {
      // A port for several processes is still behind a flag in Deno (--unstable-net).
      args: ["run", "--frozen", "--unstable-net", "--allow-net", "--allow-env", program],
      stdin: "null",
    }).spawn(),
);

function stop() {
  for (const worker of workers) {
    try {
      worker.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
  }
}

Deno.addSignalListener("SIGTERM", stop);
const { code } = await Promise.race(workers.map((worker) => worker.status));
stop();
await Promise.all(workers.map((worker) => worker.status));
Deno.exit(code);
