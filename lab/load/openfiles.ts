/** Open files: a connection is one, and a process may have so many. */
import { shareOf } from "./arrivals.ts";
import type { Order } from "./order.ts";
import { GauntletError } from "../system/state.ts";

/** What a generator has open beside its connections, about 30 files, and room for what comes and goes. */
const OWN_FILES = 64;

/**
 * How many files this process may open, and so what it starts; `null` where it has no limit, or none
 * that can be read.
 */
export function openFileLimit(
  limits: string = Deno.readTextFileSync("/proc/self/limits"),
): number | null {
  const soft = limits.match(/^Max open files\s+(\d+)/m)?.[1];
  return soft === undefined ? null : Number(soft);
}

/**
 * Refuses a load that needs more connections than its generator may have files: those above the
 * limit would be tried again and again, and never open.
 *
 * @throws GauntletError that names the limit and what to raise
 *
 * @example
 * ```ts
 * import { checkOpenFiles } from "lab/load/openfiles.ts";
 * const share = { index: 0, count: 1 };
 * checkOpenFiles({ load: { kind: "closed", connections: 16 }, share }, 1024);
 * console.log("enough"); // enough
 * ```
 */
export function checkOpenFiles(
  { load, share, idleConnections = 0 }: Pick<Order, "load" | "share" | "idleConnections">,
  limit: number | null = openFileLimit(),
): void {
  const connections = shareOf(load.connections, share) + shareOf(idleConnections, share);
  const needed = connections + OWN_FILES;
  if (limit === null || needed <= limit) return;
  throw new GauntletError(
    `Cannot load with ${connections} connections from one generator: it would need ${needed} open ` +
      `files and may have ${limit}; raise the limit (ulimit -n ${needed}), ask for fewer ` +
      `connections, or share them among more generators (generatorCount)`,
  );
}
