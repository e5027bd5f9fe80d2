/**
 * What the network of a server runs short of: places in its accept queue, and local ports. Sources:
 * proc(5), `/proc/PID/net/netstat` and `/proc/PID/net/tcp`; ss(8).
 */
import { call } from "../system/processes/call.ts";
import { localPorts } from "../system/limits.ts";
import { type Read, readOrNull } from "../system/processes/proc.ts";

/** Whose network is looked at: a process's, or the lab's own. */
export type Whose = number | "self";

/** A counter of `TcpExt`, such as `ListenOverflows`; `null` where it is not told. */
export function tcpCounter(name: string, whose: Whose, read: Read = readOrNull): number | null {
  const lines = (read(`/proc/${whose}/net/netstat`) ?? "").split("\n")
    .filter((line) => line.startsWith("TcpExt:")).map((line) => line.split(" "));
  const at = lines[0]?.indexOf(name) ?? -1;
  return at < 1 ? null : Number(lines[1]?.[at]);
}

/** What the accept queue of a server had no room for, and its length where that is told. */
export interface Overflows {
  listenOverflowCount?: number;
  acceptQueueCount?: number;
}

/**
 * Counts from now on what finds no place in an accept queue.
 *
 * @param port of the server, whose queue's length is asked for where it overflowed
 */
export function overflowsFromNow(
  whose: Whose,
  port: number | null,
  read: Read = readOrNull,
): () => Promise<Overflows> {
  const before = tcpCounter("ListenOverflows", whose, read);
  return async () => {
    const after = tcpCounter("ListenOverflows", whose, read);
    if (before === null || after === null) return {};
    const listenOverflowCount = Math.max(0, after - before);
    const length = listenOverflowCount === 0 || port === null ? null : await queueLength(port);
    return {
      listenOverflowCount,
      ...(length === null ? {} : { acceptQueueCount: length }),
    };
  };
}

/** How many connections may wait at a listening port to be accepted; `null` without `ss`. */
async function queueLength(port: number): Promise<number | null> {
  const signal = AbortSignal.timeout(2000);
  const { success, stdout } = await call("ss", ["-Hltn", `sport = :${port}`], { signal });
  return success ? shortestQueue(stdout) : null;
}

/**
 * The shortest queue in what `ss -Hltn` prints: of several workers each may have one.
 *
 * @example
 * ```ts
 * import { shortestQueue } from "lab/watch/network.ts";
 * console.log(shortestQueue("LISTEN 0 128 127.0.0.1:8000 0.0.0.0:*")); // 128
 * ```
 */
export function shortestQueue(said: string): number | null {
  const lengths = said.split("\n").map((line) => Number(line.trim().split(/\s+/)[2]))
    .filter((length) => length > 0);
  return lengths.length === 0 ? null : Math.min(...lengths);
}

/** Local ports in use towards the address that has the most of them. */
export interface PortUse {
  localPortsUsedCount: number;
  /** The port of that address. */
  towardsPort: number;
}

/**
 * How many local ports are in use towards one address, those of connections that have ended and wait
 * among them: each new connection there needs one that is not. `null` where that cannot be read.
 */
export function portUse(whose: Whose, read: Read = readOrNull): PortUse | null {
  const range = localPorts(read);
  const table = read(`/proc/${whose}/net/tcp`);
  if (range === null || table === null) return null;
  const byRemote = new Map<string, Set<number>>();
  for (const line of (table + "\n" + (read(`/proc/${whose}/net/tcp6`) ?? "")).split("\n")) {
    const [, local = "", remote = ""] = line.trim().split(/\s+/);
    const port = portIn(local);
    if (!(port >= range.first && port <= range.last) || !(portIn(remote) > 0)) continue;
    // Of an address that has no port of the range there are as many lines, but each to another place.
    byRemote.set(remote, (byRemote.get(remote) ?? new Set()).add(port));
  }
  const [most] = [...byRemote].toSorted(([, a], [, b]) => b.size - a.size);
  return most === undefined
    ? { localPortsUsedCount: 0, towardsPort: 0 }
    : { localPortsUsedCount: most[1].size, towardsPort: portIn(most[0]) };
}

/** The port of an address as `/proc` writes it, in hexadecimal; `NaN` of a heading. */
const portIn = (address: string) => parseInt(address.split(":")[1] ?? "", 16);
