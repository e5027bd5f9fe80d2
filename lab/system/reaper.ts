/**
 * The one who stays behind. The runner starts this process first and holds its stdin; should the
 * runner die without a word (SIGKILL, out of memory), stdin closes and everything that carries the
 * runner's token, with its descendants, is ended: first asked, then killed. Nothing is left on the
 * reader's machine.
 *
 * Lines on stdin: `watch PID` for a process whose environment cannot be read back (PostgreSQL
 * overwrites its own), `done` when the runner has cleaned up by itself.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { carriersOf, descendants, processTable } from "./proc.ts";
import { sendSignal, TOKEN_VARIABLE } from "./processes.ts";
import { jsonLines } from "./lines.ts";

/** Ends every carrier of the token and every watched tree; returns when none is left. */
export async function reap(
  token: string,
  watched: Iterable<number>,
  graceMs = 1000,
): Promise<void> {
  const roots = new Set(watched);
  const started = performance.now();
  for (let round = 0; round < 400; round++) {
    (await carriersOf(TOKEN_VARIABLE, token)).forEach((pid) => roots.add(pid));
    roots.delete(Deno.pid);
    const table = await processTable();
    for (const root of [...roots]) descendants(table, root).forEach((pid) => roots.add(pid));
    const alive = [...roots].filter((pid) => (table.get(pid)?.state ?? "Z") !== "Z");
    if (alive.length === 0) return;
    const signal = performance.now() - started > graceMs ? "SIGKILL" : "SIGTERM";
    if (round === 0 || signal === "SIGKILL") alive.forEach((pid) => sendSignal(pid, signal));
    await sleep(25);
  }
}

if (import.meta.main) {
  const token = Deno.args[0]!;
  const watched = new Set<number>();
  let finished = false;
  for await (const line of jsonLines(Deno.stdin.readable)) {
    const message = JSON.parse(line) as { watch?: number; done?: true };
    if (message.watch) watched.add(message.watch);
    if (message.done) finished = true;
  }
  if (!finished) await reap(token, watched);
}
