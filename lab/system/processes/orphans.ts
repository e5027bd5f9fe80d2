/**
 * Processes that leave their family: a server's child that goes into a session of its own, empties its
 * environment and outlives its parents. The kernel gives such to this process instead of to init when
 * it is asked to (prctl(2), PR_SET_CHILD_SUBREAPER), and so they are found whatever they did, without
 * any right that a reader might not have.
 */
import type { ProcessTable } from "./proc.ts";

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

const SYMBOLS = {
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  waitpid: { parameters: ["i32", "pointer", "i32"], result: "i32" },
} as const;

let libc: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;
let adopts: boolean | null = null;

/** From here on orphans below this process become its children; `false` where that cannot be had. */
export function adoptOrphans(): boolean {
  if (adopts !== null) return adopts;
  try {
    libc = Deno.dlopen("libc.so.6", SYMBOLS);
    adopts = libc.symbols.prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n) === 0;
  } catch {
    adopts = false;
  }
  return adopts;
}

/**
 * Children of this process that it did not start itself and that are alive. Those that it did are in
 * its own session, or lead one and are among `own`.
 *
 * @param sinceTicks none that started before
 */
export function orphansIn(
  table: ProcessTable,
  own: ReadonlySet<number>,
  sinceTicks: number,
): number[] {
  return adopted(table, own, sinceTicks).filter((pid) => table.get(pid)!.state !== "Z");
}

/** Takes those that have ended out of the process table, where they would stay until we end ourselves. */
export function collectOrphans(
  table: ProcessTable,
  own: ReadonlySet<number>,
  sinceTicks: number,
): void {
  for (const pid of adopted(table, own, sinceTicks)) {
    if (table.get(pid)!.state === "Z") libc?.symbols.waitpid(pid, null, WNOHANG);
  }
}

function adopted(table: ProcessTable, own: ReadonlySet<number>, sinceTicks: number): number[] {
  const session = table.get(Deno.pid)?.session;
  return [...table.values()]
    .filter((entry) =>
      entry.parent === Deno.pid && entry.session !== session && !own.has(entry.pid) &&
      entry.startedTicks >= sinceTicks
    )
    .map(({ pid }) => pid);
}
