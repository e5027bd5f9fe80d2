/** The near side of `serve.py`: a scheduler, or this machine's worker, until it is told to end. */
import { jsonLines } from "../system/processes/lines.ts";
import type { ManagedProcess } from "../system/processes/processes.ts";
import { lastLines } from "../system/processes/call.ts";
import { LOOPBACK } from "../system/ports.ts";
import { GauntletError } from "../system/state.ts";
import { type DaskCall, daskPython, startDask } from "./environment.ts";
import { ourRunner } from "./local.ts";

type Say = (line: string) => void;

/**
 * A scheduler on an address of this machine.
 *
 * @param host on which it listens. Whoever reaches it may run programs on every worker: Dask asks nobody
 *   who they are, so it must be an address of a network of one's own
 */
export async function serveScheduler(
  { host, port }: { host: string; port: number },
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  if (host !== LOOPBACK) {
    say(`Whoever reaches ${host}:${port} may run programs on the workers: keep that network yours`);
  }
  const args = ["scheduler", host, String(port), ""];
  await serve({ script: "serve.py", args }, "Dask's scheduler", say, signal);
}

/** This machine's worker: blocks are measured by the runner of this checkout. */
export async function serveWorker(
  { address, name }: { address: string; name: string },
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const env = { GAUNTLET_RUNNER: JSON.stringify(ourRunner()) };
  const args = ["worker", "tcp", address, name];
  await serve({ script: "serve.py", args, env }, `the worker "${name}"`, say, signal);
}

async function serve(call: DaskCall, what: string, say: Say, signal: AbortSignal): Promise<void> {
  const python = await daskPython(say);
  signal.throwIfAborted();
  await using server = startDask(python, { ...call, stdout: "piped" });
  const stopped = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => stopped.resolve());
  await Promise.race([stopped.promise, told(server, say)]);
  if (signal.aborted) return;
  const { success } = await server.child.status;
  if (success) return say(`Ended ${what}: nobody needs it any more`);
  const log = lastLines(server.logTail(), 1) || "it ended and said nothing";
  throw new GauntletError(`Cannot go on with ${what}: ${log}`);
}

/** Says what it tells of itself, until it ends. */
async function told({ child }: ManagedProcess, say: Say): Promise<void> {
  for await (const line of jsonLines(child.stdout)) say(line);
}
