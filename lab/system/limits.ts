/** What of the machine this process and all that it starts may use: read once a run. */
import os from "node:os";
import type { MachineLimits } from "../nouns/limits.ts";
import { memoryLimitBytes, quotaCores } from "./cgroup.ts";
import { type Read, readOrNull } from "./processes/proc.ts";

const KERNEL = "/proc/sys/net";
const CPUS = "/sys/devices/system/cpu";

/** The cores that the scheduler may put us on, by their numbers; `null` where that is not told. */
export function allowedCores(read: Read = readOrNull): number[] | null {
  const list = read("/proc/self/status")?.match(/^Cpus_allowed_list:\s*(\S+)/m)?.[1];
  if (list === undefined) return null;
  const online = numbersIn(read(`${CPUS}/online`)?.trim() ?? list);
  return numbersIn(list).filter((core) => online.includes(core));
}

/**
 * The numbers of a list as the kernel writes it.
 *
 * @example
 * ```ts
 * import { numbersIn } from "lab/system/limits.ts";
 * console.log(numbersIn("0-2,5")); // [0, 1, 2, 5]
 * ```
 */
export function numbersIn(list: string): number[] {
  return list.split(",").filter(Boolean).flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
  });
}

/** How many cores may be used at once: by affinity and by quota, so that it may be half a core. */
export function usableCoreCount(limits: MachineLimits): number {
  return Math.min(limits.allowedCoreCount, limits.quotaCores ?? Infinity);
}

/**
 * What the machine allows.
 *
 * @param read how a file of the system is read: `null` where it is not there
 * @example
 * ```ts
 * import { machineLimits } from "lab/system/limits.ts";
 * console.log(machineLimits().allowedCoreCount > 0); // true
 * ```
 */
export function machineLimits(read: Read = readOrNull): MachineLimits {
  const onlineCoreCount = numbersIn(read(`${CPUS}/online`)?.trim() ?? "").length ||
    os.cpus().length;
  const number = (path: string) => {
    const text = read(path)?.trim();
    return text === undefined || text === "" || Number.isNaN(Number(text)) ? null : Number(text);
  };
  const files = read("/proc/self/limits")?.match(/^Max open files\s+(\d+)/m)?.[1];
  const memory = memoryLimitBytes(read);
  const swapKiB = read("/proc/meminfo")?.match(/^SwapTotal:\s+(\d+)/m)?.[1];
  return {
    onlineCoreCount,
    allowedCoreCount: allowedCores(read)?.length ?? onlineCoreCount,
    quotaCores: quotaCores(read),
    memoryLimitGiB: memory === null ? null : Math.round(memory / 2 ** 30 * 10) / 10,
    openFileCount: files === undefined ? null : Number(files),
    acceptQueueCount: number(`${KERNEL}/core/somaxconn`),
    synQueueCount: number(`${KERNEL}/ipv4/tcp_max_syn_backlog`),
    localPortCount: localPorts(read)?.count ?? null,
    swapGiB: swapKiB === undefined ? null : Math.round(Number(swapKiB) / 2 ** 20 * 10) / 10,
    cpuGovernor: read(`${CPUS}/cpu0/cpufreq/scaling_governor`)?.trim() ?? null,
    turbo: turbo(number(`${CPUS}/cpufreq/boost`), number(`${CPUS}/intel_pstate/no_turbo`)),
  };
}

/** The ports that the kernel gives to connections that are opened from here. */
export function localPorts(
  read: Read = readOrNull,
): { first: number; last: number; count: number } | null {
  const [first, last] = (read(`${KERNEL}/ipv4/ip_local_port_range`) ?? "").trim().split(/\s+/)
    .map(Number);
  return first! > 0 && last! >= first!
    ? { first: first!, last: last!, count: last! - first! + 1 }
    : null;
}

/** Whether cores may run faster than their nominal speed; `null` where that is not told. */
function turbo(boost: number | null, noTurbo: number | null): boolean | null {
  return boost !== null ? boost === 1 : noTurbo !== null ? noTurbo === 0 : null;
}
