/** Starts WORKERS copies of the program named on one port; when one of them ends, all of them do. */
import cluster from "node:cluster";
import process from "node:process";
import { fileURLToPath } from "node:url";

const program = process.argv[2];
const count = Number(process.env.WORKERS);
if (!program || !Number.isInteger(count) || count < 1) {
  console.error("Cannot start: give a program and WORKERS, a number from 1.");
  process.exit(2);
}

// The primary takes the connections and hands them out in turn: node's own way on Linux.
cluster.setupPrimary({ exec: fileURLToPath(new URL(program, import.meta.url)), args: [] });
for (let worker = 0; worker < count; worker++) cluster.fork();

let stopping = false;

function stop() {
  stopping = true;
  for (const worker of Object.values(cluster.workers)) worker.process.kill("SIGTERM");
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
cluster.on("exit", (_, code) => {
  if (!stopping) {
    console.error(`A worker ended by itself (exit code ${code}): stopping the others.`);
    process.exitCode = 1;
    stop();
  }
});
