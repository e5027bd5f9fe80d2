/** What each role has used between two moments: CPU seconds, and how often it left a core. */
import { allowedCores } from "../system/limits.ts";
import {
  descendants,
  machineCpu,
  type ProcessEntry,
  type ProcessTable,
  switchesOf,
} from "../system/processes/proc.ts";

/** The pid of a server; `null` where there is none (the ceiling), `unknown` where it is not told. */
export type ServerRole = number | null | "unknown";

/** The root processes of each role. */
export interface Roles {
  server: ServerRole;
  /** `null` where the lab does not own it (a database of one's own). */
  database: number | null;
  generators: number[];
  /** What makes the database far; `null` where it is as near as it is. */
  relay?: number | null;
  /** The database session that the lab itself asks by: the rest of the machine's, as the lab is. */
  probe: number | null;
}

/** What a role has used since it started. */
interface Used {
  /** With children that have ended. */
  cpuS: number;
  /** Of each process, without its children. */
  cpuByProcessS: Map<number, number>;
  switches: Map<number, Switches>;
}

export interface Switches {
  voluntaryCount: number;
  involuntaryCount: number;
}

export interface CpuSnapshot {
  /** `null` where nothing is known of it. */
  server: Used | null;
  database: Used | null;
  generator: Used;
  relayS: number | null;
  probeS: number;
  busyS: number;
  stolenS: number;
}

/** Sums each role's tree. */
export function cpuSnapshot(roles: Roles, table: ProcessTable): CpuSnapshot {
  // What else runs on cores that the lab may not use takes nothing from it.
  const machine = machineCpu(allowedCores());
  const used = (roots: number[], but: number | null = null): Used => {
    const entries = roots.flatMap((root) => descendants(table, root))
      .filter((pid) => pid !== but).map((pid) => table.get(pid)!);
    return {
      cpuS: entries.reduce((sum, { cpuS }) => sum + cpuS, 0),
      cpuByProcessS: new Map(entries.map(({ pid, ownCpuS }) => [pid, ownCpuS])),
      switches: new Map(entries.map(({ pid }: ProcessEntry) => [pid, switchesOf(pid)])),
    };
  };
  return {
    server: roles.server === "unknown" ? null : used(roles.server === null ? [] : [roles.server]),
    database: roles.database === null ? null : used([roles.database], roles.probe),
    generator: used(roles.generators),
    relayS: roles.relay == null ? null : table.get(roles.relay)?.cpuS ?? 0,
    probeS: roles.probe === null ? 0 : table.get(roles.probe)?.cpuS ?? 0,
    ...machine,
  };
}

/** What was used between two snapshots. What no role accounts for is the rest of the machine's. */
export function cpuBetween(before: CpuSnapshot, after: CpuSnapshot) {
  const server = usedBetween(before.server, after.server);
  const database = usedBetween(before.database, after.database);
  const generator = after.generator.cpuS - before.generator.cpuS;
  const busy = after.busyS - before.busyS;
  const relay = before.relayS === null || after.relayS === null ? 0 : after.relayS - before.relayS;
  const serverSwitches = knownSwitches(before.server, after.server);
  const databaseSwitches = knownSwitches(before.database, after.database);
  const generatorSwitches = switchesBetween(before.generator, after.generator);
  const byProcess = busiestFirst(before, after)?.map(({ cpuS }) => seconds(cpuS));
  return {
    serverCpuS: server === null ? null : seconds(server),
    databaseCpuS: database === null ? null : seconds(database),
    generatorCpuS: seconds(generator),
    ...(after.relayS === null ? {} : { relayCpuS: seconds(relay) }),
    // A server that nothing is known of is among the others.
    otherCpuS: seconds(busy - (server ?? 0) - (database ?? 0) - generator - relay),
    stolenCpuS: seconds(after.stolenS - before.stolenS),
    probeCpuS: database === null ? null : seconds(after.probeS - before.probeS),
    ...(byProcess === undefined ? {} : { serverCpuByProcessS: byProcess }),
    serverVoluntarySwitchCount: serverSwitches?.voluntaryCount ?? null,
    serverInvoluntarySwitchCount: serverSwitches?.involuntaryCount ?? null,
    databaseVoluntarySwitchCount: databaseSwitches?.voluntaryCount ?? null,
    databaseInvoluntarySwitchCount: databaseSwitches?.involuntaryCount ?? null,
    generatorVoluntarySwitchCount: generatorSwitches.voluntaryCount,
    generatorInvoluntarySwitchCount: generatorSwitches.involuntaryCount,
  };
}

/** The server's processes at the end with what each has used; `undefined` where none is known. */
export function busiestFirst(
  before: CpuSnapshot,
  after: CpuSnapshot,
): { pid: number; cpuS: number }[] | undefined {
  if (before.server === null || after.server === null) return undefined;
  const then = before.server.cpuByProcessS;
  return [...after.server.cpuByProcessS]
    .map(([pid, cpuS]) => ({ pid, cpuS: cpuS - (then.get(pid) ?? 0) }))
    .toSorted((a, b) => b.cpuS - a.cpuS);
}

const usedBetween = (before: Used | null, after: Used | null): number | null =>
  before === null || after === null ? null : after.cpuS - before.cpuS;

const knownSwitches = (before: Used | null, after: Used | null): Switches | null =>
  before === null || after === null ? null : switchesBetween(before, after);

/** Of processes there at the end; threads that ended meanwhile took theirs with them. */
function switchesBetween(before: Used, after: Used): Switches {
  const between = { voluntaryCount: 0, involuntaryCount: 0 };
  for (const [pid, now] of after.switches) {
    const then = before.switches.get(pid);
    for (const kind of ["voluntaryCount", "involuntaryCount"] as const) {
      between[kind] += Math.max(0, now[kind] - (then?.[kind] ?? 0));
    }
  }
  return between;
}

/** Ticks are hundredths of a second; more digits would be an artefact of subtraction. */
const seconds = (value: number) => Math.max(0, Math.round(value * 100) / 100);
