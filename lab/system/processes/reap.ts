/** Ending what carries a token: first asked, then killed. */
import { setTimeout as sleep } from "node:timers/promises";
import { carriersOf, descendants, processTable } from "./proc.ts";
import { sendSignal, TOKEN_VARIABLE } from "./processes.ts";

/** Rounds of 25 ms: a process that survives so many kills is the kernel's. */
const ROUNDS = 400;

/**
 * Ends every carrier of the token and every watched tree; returns when none is left. PostgreSQL too is
 * killed after the grace: a session that is held still would keep it for ever, and what it holds can
 * be filled again.
 */
export async function reap(
  token: string,
  watched: Iterable<number>,
  graceMs = 1000,
): Promise<void> {
  const roots = new Set(watched);
  const started = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
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
