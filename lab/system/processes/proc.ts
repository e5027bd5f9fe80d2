/**
 * Linux's `/proc`, read once per question: who is whose child, who carries our token, what each has
 * used. CPU times count children that have ended too (cutime, cstime), so that a database session
 * which came and went within a window is not lost. Source of the fields: proc(5).
 */

/** One row of the process table. */
export interface ProcessEntry {
  pid: number;
  /** The program's name, as the kernel cuts it: 15 bytes at most. */
  name: string;
  parent: number;
  group: number;
  session: number;
  /** R, S, D, Z (ended, not yet collected), … */
  state: string;
  ownCpuS: number;
  /** Own CPU seconds and those of ended, collected children. */
  cpuS: number;
  threadCount: number;
  /** Clock ticks from the start of the machine to its own: with its pid, who it is. */
  startedTicks: number;
}

/** Now, as the table tells when a process started. */
export const nowTicks = (): number =>
  Math.floor(Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * TICKS_PER_S);

/** Clock ticks a second in `/proc`: 100 on every Linux that Deno runs on. */
const TICKS_PER_S = 100;

/** Every process that can be seen, by pid. */
export type ProcessTable = Map<number, ProcessEntry>;

/** Reads the table: a file a process, at one moment as good as. */
export async function processTable(): Promise<ProcessTable> {
  const table: ProcessTable = new Map();
  for await (const { name } of Deno.readDir("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readOrNull(`/proc/${pid}/stat`);
    if (stat !== null) table.set(pid, parseStat(pid, stat));
  }
  return table;
}

/** One line of `/proc/PID/stat`; the program's name may contain spaces and brackets. */
export function parseStat(pid: number, line: string): ProcessEntry {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const field = (index: number) => Number(fields[index]);
  return {
    pid,
    name: line.slice(line.indexOf("(") + 1, line.lastIndexOf(")")),
    state: fields[0] ?? "?",
    parent: field(1),
    group: field(2),
    session: field(3),
    ownCpuS: (field(11) + field(12)) / TICKS_PER_S,
    cpuS: (field(11) + field(12) + field(13) + field(14)) / TICKS_PER_S,
    threadCount: field(17),
    startedTicks: field(19),
  };
}

/** A process and all its living descendants. */
export async function treeOf(root: number): Promise<number[]> {
  return descendants(await processTable(), root);
}

export function descendants(table: ProcessTable, root: number): number[] {
  const found = table.has(root) ? [root] : [];
  for (let next = 0; next < found.length; next++) {
    for (const entry of table.values()) {
      if (entry.parent === found[next]) found.push(entry.pid);
    }
  }
  return found;
}

/** Living processes whose environment holds `variable=value`, wherever they now hang. */
export async function carriersOf(variable: string, value: string): Promise<number[]> {
  const needle = `${variable}=${value}`;
  const carriers: number[] = [];
  for (const entry of (await processTable()).values()) {
    if (entry.state === "Z") continue;
    if (readOrNull(`/proc/${entry.pid}/environ`)?.split("\0").includes(needle)) {
      carriers.push(entry.pid);
    }
  }
  return carriers;
}

/** Memory of processes in MiB, pages that they share counted once (PSS). */
export function memoryMiB(pids: number[]): number {
  let kib = 0;
  for (const pid of pids) {
    kib += Number(readOrNull(`/proc/${pid}/smaps_rollup`)?.match(/^Pss:\s+(\d+)/m)?.[1] ?? 0);
  }
  return kib / 1024;
}

/**
 * Memory in MiB that a process alone has written to: what leaks is of this kind. It costs no walk
 * through its pages, as PSS does, so that it can be asked of a process under load.
 */
export function privateMemoryMiB(pid: number): number {
  return Number(readOrNull(`/proc/${pid}/status`)?.match(/^RssAnon:\s+(\d+)/m)?.[1] ?? 0) / 1024;
}

/**
 * What a process has had written to disks since it started, in KiB; `null` where that may not be read.
 * What stays in memory, as files of `tmpfs` do and sockets, is not among it. Source: proc(5), `io`.
 */
export function writtenKiB(pid: number, read: Read = readOrNull): number | null {
  const bytes = read(`/proc/${pid}/io`)?.match(/^write_bytes: (\d+)/m)?.[1];
  return bytes === undefined ? null : Number(bytes) / 1024;
}

/**
 * How often a process's living threads have left a core: to wait (voluntary), or for others to run
 * (involuntary). The kernel keeps this by thread, so those that ended are missing.
 */
export function switchesOf(pid: number): { voluntaryCount: number; involuntaryCount: number } {
  const switches = { voluntaryCount: 0, involuntaryCount: 0 };
  for (const each of switchesByThread(pid).values()) {
    switches.voluntaryCount += each.voluntaryCount;
    switches.involuntaryCount += each.involuntaryCount;
  }
  return switches;
}

/** The same of each living thread, by its number; that of the first is the process's own. */
export function switchesByThread(
  pid: number,
): Map<number, { voluntaryCount: number; involuntaryCount: number }> {
  return new Map(
    threadsOf(pid).map((thread) => {
      const status = readOrNull(`/proc/${pid}/task/${thread}/status`) ?? "";
      const of = (kind: string) =>
        Number(status.match(RegExp(`^${kind}:\\s+(\\d+)`, "m"))?.[1] ?? 0);
      return [Number(thread), {
        voluntaryCount: of("voluntary_ctxt_switches"),
        involuntaryCount: of("nonvoluntary_ctxt_switches"),
      }];
    }),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => name);
  } catch {
    return [];
  }
}

/**
 * Busy and stolen CPU seconds of cores since the machine started.
 *
 * @param cores their numbers; `null`: all of the machine
 */
export function machineCpu(
  cores: readonly number[] | null = null,
  read: Read = readOrNull,
): { busyS: number; stolenS: number } {
  const lines = (read("/proc/stat") ?? "").split("\n");
  const wanted = cores === null ? ["cpu"] : cores.map((core) => `cpu${core}`);
  const sum = { busyS: 0, stolenS: 0 };
  for (const line of lines) {
    const [name, ...times] = line.split(/\s+/);
    if (!wanted.includes(name!)) continue;
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = times.map(Number);
    sum.busyS += (user + nice + system + irq + softirq) / TICKS_PER_S;
    sum.stolenS += steal / TICKS_PER_S;
  }
  return sum;
}

/** What a process is called: its program, without arguments, which may hold a password. */
export const nameOf = (pid: number): string =>
  readOrNull(`/proc/${pid}/comm`)?.trim() ?? "a process that has ended";

/** How a file of the system is read: `null` where it is not there. Tests hand in texts. */
export type Read = (path: string) => string | null;

/** A file of `/proc`, or `null` when its process has gone or is not ours to see. */
export function readOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}
