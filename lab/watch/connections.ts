/**
 * How many connections of the load each process of a server holds. Workers that take them as they come
 * hold unequal numbers, and keep them for as long as the load lasts: what one of them lacks, no other
 * can do for it. Sources: proc(5), `/proc/PID/net/tcp` and `/proc/PID/fd`.
 */

/** The state of a TCP connection that is open at both ends. */
const ESTABLISHED = "01";

/**
 * Connections to a port that each of some processes holds, in their order, by the ports that they come
 * from; `null` where that cannot be read: on another system, or of another user's processes. One that
 * two processes share counts for both; one that nobody has accepted yet, for none.
 *
 * @example
 * ```ts
 * import { connectionsOf } from "lab/watch/connections.ts";
 * using listener = Deno.listen({ port: 0 });
 * console.log(connectionsOf([Deno.pid], listener.addr.port)); // [ [] ]
 * ```
 */
export function connectionsOf(pids: readonly number[], port: number): number[][] | null {
  const [first] = pids;
  if (first === undefined) return [];
  try {
    // All processes of a server share a network; it need not be the lab's own.
    const known = inodesAt(port, Deno.readTextFileSync(`/proc/${first}/net/tcp`));
    // A table takes the kernel some milliseconds; one that listens on IPv6 has all in the other.
    const open = known.size > 0 ? known : inodesAt(port, optional(`/proc/${first}/net/tcp6`));
    return pids.map((pid) => heldBy(pid).flatMap((inode) => open.get(inode) ?? []));
  } catch {
    return null;
  }
}

/**
 * Answers over the connections that each process held.
 *
 * @param held what each of them held, by the ports of the other side
 * @param answersByPort how many answers came to each of these
 * @returns nothing where either is not known, or connections do not last
 */
export function answersOf(
  held: readonly number[][] | null,
  answersByPort: readonly (readonly [port: number, count: number])[] | undefined,
): number[] | undefined {
  if (held === null || answersByPort === undefined) return undefined;
  const counts = new Map(answersByPort);
  return held.map((ports) => ports.reduce((sum, port) => sum + (counts.get(port) ?? 0), 0));
}

/** None where a machine has no IPv6. */
function optional(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/**
 * The sockets of open connections to a port, by a table of `/proc`, and the ports of the other side. One
 * that waits to be accepted has no socket yet, and the number 0.
 *
 * @example
 * ```ts
 * import { inodesAt } from "lab/watch/connections.ts";
 * const table = "  0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 0 0 777 1";
 * console.log([...inodesAt(8080, table)]); // [ [ "777", 50000 ] ]
 * ```
 */
export function inodesAt(port: number, table: string): Map<string, number> {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return new Map(
    table.split("\n").flatMap((line): [string, number][] => {
      // Most lines of a long table are of others; only few are taken apart.
      if (!line.includes(ending)) return [];
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      return local?.endsWith(ending) && state === ESTABLISHED && inode !== "0"
        ? [[inode!, parseInt(remote!.split(":").at(-1)!, 16)]]
        : [];
    }),
  );
}

/** The sockets that a process holds. */
function heldBy(pid: number): string[] {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].flatMap(({ name }) => {
    const inode = target(`/proc/${pid}/fd/${name}`).match(/^socket:\[(\d+)\]$/)?.[1];
    return inode === undefined ? [] : [inode];
  });
}

/** Nothing where it has been closed meanwhile. */
function target(link: string): string {
  try {
    return Deno.readLinkSync(link);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
