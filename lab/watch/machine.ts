/** What the machine did while a window was open, beside the CPU of its roles. */
import {
  descendants,
  privateMemoryMiB,
  type ProcessTable,
  writtenKiB,
} from "../system/processes/proc.ts";
import type { Roles } from "./cpu.ts";
import { openFilesOf } from "./files.ts";
import { portUse } from "./network.ts";
import { othersBetween } from "./others.ts";
import { type Pressure, pressureBetween, pressureNow } from "./pressure.ts";

/** What is known at one end of the window. */
interface End {
  table: ProcessTable;
  pressure: Pressure;
  /** Of the server's processes by pid. */
  memoryMiB: Map<number, number>;
  /** Written to disks; of those that may be asked. */
  writtenKiB: Map<number, number>;
}

/** Looks at both ends of a window. */
export class MachineWatch {
  #opened: End | null = null;
  #closed: End | null = null;
  #roles: Roles | null = null;

  /**
   * @param ports of the server and of the database, where they are known
   * @param serverPids processes of the server before its load began
   */
  constructor(
    readonly ports: { server: number | null; database: number | null },
    readonly serverPids: readonly number[] = [],
  ) {}

  opened(roles: Roles, table: ProcessTable): void {
    this.#opened = endOf(roles, table);
  }

  closed(roles: Roles, table: ProcessTable): void {
    this.#roles = roles;
    this.#closed = endOf(roles, table);
  }

  /**
   * What was seen, as fields of a trial: call it while the processes of the window are still there.
   *
   * @param otherCpuS what no role accounts for
   */
  seen(otherCpuS: number) {
    const [before, after, roles] = [this.#opened!, this.#closed!, this.#roles!];
    const trees = (roots: number[]) =>
      new Set(roots.flatMap((root) => descendants(after.table, root)));
    const server = serverTree(roles, after.table);
    const generators = trees(roles.generators);
    const database = trees(roles.database === null ? [] : [roles.database]);
    if (roles.probe !== null) database.delete(roles.probe);
    const own = trees([Deno.pid, ...roles.probe === null ? [] : [roles.probe]]);
    const relay = trees(roles.relay == null ? [] : [roles.relay]);
    const all = new Set([...server, ...generators, ...database, ...relay]);
    const { seenOtherCpuS, ...others } = othersBetween(before.table, after.table, all, own);
    const unseenCpuS = Math.max(0, Math.round((otherCpuS - seenOtherCpuS) * 100) / 100);
    return {
      ...pressureBetween(before.pressure, after.pressure),
      ...others,
      unseenCpuS,
      ...this.#portsUsed(),
      ...growthBetween(before.memoryMiB, after.memoryMiB),
      ...writtenBetween(before.writtenKiB, after.writtenKiB),
      ...this.#comeAndGone(new Set(server)),
      ...filesOf("server", [...server]),
      ...filesOf("generator", [...generators]),
    };
  }

  /** Workers that died under load, and what took their place. */
  #comeAndGone(now: Set<number>) {
    if (this.serverPids.length === 0) return {};
    const then = new Set(this.serverPids);
    return {
      serverEndedProcessCount: then.difference(now).size,
      serverBegunProcessCount: now.difference(then).size,
    };
  }

  #portsUsed() {
    const used = portUse("self");
    if (used === null) return {};
    const { server, database } = this.ports;
    const towards = used.towardsPort === server
      ? "server" as const
      : used.towardsPort === database
      ? "database" as const
      : "another" as const;
    return { localPortsUsedCount: used.localPortsUsedCount, localPortsUsedTowards: towards };
  }
}

function endOf(roles: Roles, table: ProcessTable): End {
  const server = serverTree(roles, table);
  return {
    table,
    pressure: pressureNow(),
    memoryMiB: new Map(server.map((pid) => [pid, privateMemoryMiB(pid)])),
    writtenKiB: new Map(server.flatMap((pid): [number, number][] => {
      const kib = writtenKiB(pid);
      return kib === null ? [] : [[pid, kib]];
    })),
  };
}

const serverTree = ({ server }: Roles, table: ProcessTable): number[] =>
  typeof server === "number" ? descendants(table, server) : [];

/** How much more memory a server's processes have; nothing where it has none. */
function growthBetween(before: Map<number, number>, after: Map<number, number>) {
  if (after.size === 0) return {};
  const growth = [...after].reduce((sum, [pid, mib]) => sum + mib - (before.get(pid) ?? 0), 0);
  return { serverMemoryGrowthMiB: Math.round(growth * 10) / 10 };
}

/** What a server's processes had written to disks; nothing where none may be asked. */
function writtenBetween(before: Map<number, number>, after: Map<number, number>) {
  if (after.size === 0) return {};
  const kib = [...after].reduce((sum, [pid, kib]) => sum + kib - (before.get(pid) ?? 0), 0);
  return { serverWrittenMiB: Math.max(0, Math.round(kib / 1024 * 1000) / 1000) };
}

function filesOf<Role extends "server" | "generator">(
  role: Role,
  pids: number[],
): { [Name in `${Role}OpenFileCount` | `${Role}OpenFileLimitCount`]?: number } {
  const files = openFilesOf(pids);
  return files === null ? {} : {
    [`${role}OpenFileCount`]: files.openFileCount,
    [`${role}OpenFileLimitCount`]: files.limitCount,
  } as { [Name in `${Role}OpenFileCount` | `${Role}OpenFileLimitCount`]?: number };
}
