/** Starts WORKERS copies of `server.ts` on one port; when one of them ends, all of them do. */

const count = Number(Deno.env.get("WORKERS"));
if (!Number.isInteger(count) || count < 1) {
  console.error(`Cannot start: WORKERS is "${Deno.env.get("WORKERS")}"; give a number from 1.`);
  Deno.exit(2);
}

const program = new URL("server.ts", import.meta.url).href;
const workers = Array.from({ length: count }, (_, index) => start(index));

/** One worker; where CORES is `one`, on a core of its own as far as there are. */
function start(index: number): Deno.ChildProcess {
  // A port for several processes is still behind a flag in Deno (--unstable-net).
  const flags = ["--frozen", "--unstable-net", "--allow-net", "--allow-env"];
  const deno = [Deno.execPath(), "run", ...flags, program];
  const core = String(index % navigator.hardwareConcurrency);
  const [word, ...args] = Deno.env.get("CORES") === "one" ? ["taskset", "-c", core, ...deno] : deno;
  return new Deno.Command(word!, { args, stdin: "null" }).spawn();
}

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
