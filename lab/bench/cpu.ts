/** CPU seconds by role between two moments. */
import { descendants, machineCpu, processTable } from "./proc.ts";

/** The root process of each role; `null` where the lab does not own it (a database of one's own). */
export interface Roles {
  server: number;
  database: number | null;
  generator: number;
}

/** What each role has used since it started. */
export interface CpuSnapshot {
  serverS: number;
  databaseS: number | null;
  generatorS: number;
  busyS: number;
  stolenS: number;
}

/** Reads the process table once and sums each role's tree. */
export async function cpuSnapshot(roles: Roles): Promise<CpuSnapshot> {
  const table = await processTable();
  const machine = machineCpu();
  const used = (root: number) =>
    descendants(table, root).reduce((sum, pid) => sum + table.get(pid)!.cpuS, 0);
  return {
    serverS: used(roles.server),
    databaseS: roles.database === null ? null : used(roles.database),
    generatorS: used(roles.generator),
    ...machine,
  };
}

/** What was used between two snapshots. What no role accounts for is the rest of the machine's. */
export function cpuBetween(before: CpuSnapshot, after: CpuSnapshot) {
  const positive = (value: number) => Math.max(0, round(value));
  const server = after.serverS - before.serverS;
  const database = after.databaseS === null ? null : after.databaseS - (before.databaseS ?? 0);
  const generator = after.generatorS - before.generatorS;
  const busy = after.busyS - before.busyS;
  return {
    serverCpuS: positive(server),
    databaseCpuS: database === null ? null : positive(database),
    generatorCpuS: positive(generator),
    otherCpuS: positive(busy - server - (database ?? 0) - generator),
    stolenCpuS: positive(after.stolenS - before.stolenS),
  };
}

/** Ticks are hundredths of a second; more digits would be an artefact of subtraction. */
const round = (value: number) => Math.round(value * 100) / 100;
