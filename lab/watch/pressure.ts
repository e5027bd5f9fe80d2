/** What held everything back between two moments: a quota of CPU, swapping, waits for memory and disk. */
import { type Throttling, throttling } from "../system/cgroup.ts";
import { type Read, readOrNull } from "../system/processes/proc.ts";

/** Counters since the machine, or the control group, was started. */
export interface Pressure {
  /** `null` where there is no quota. */
  throttling: Throttling | null;
  swappedPageCount: number;
  /** Time in which something waited; `null` where the kernel does not keep it. */
  memoryWaitS: number | null;
  ioWaitS: number | null;
}

/** A page of memory; on the machines that Deno runs on, Apple's own excepted, it is of this size. */
const PAGE_MIB = 4096 / 2 ** 20;

/** Reads the counters. Sources: proc(5), the kernel's accounting/psi. */
export function pressureNow(read: Read = readOrNull): Pressure {
  const memory = read("/proc/vmstat") ?? "";
  const pages = (name: string) =>
    Number(memory.match(new RegExp(`^${name} (\\d+)`, "m"))?.[1] ?? 0);
  const waited = (what: string) => {
    const total = read(`/proc/pressure/${what}`)?.match(/^some .*total=(\d+)/m)?.[1];
    return total === undefined ? null : Number(total) / 1e6;
  };
  return {
    throttling: throttling(read),
    swappedPageCount: pages("pswpin") + pages("pswpout"),
    memoryWaitS: waited("memory"),
    ioWaitS: waited("io"),
  };
}

/** What happened between two looks, as fields of a trial. */
export function pressureBetween(before: Pressure, after: Pressure) {
  const seconds = (then: number | null, now: number | null) =>
    then === null || now === null ? null : Math.round((now - then) * 1000) / 1000;
  const [memoryWaitS, ioWaitS] = [
    seconds(before.memoryWaitS, after.memoryWaitS),
    seconds(before.ioWaitS, after.ioWaitS),
  ];
  return {
    ...throttledBetween(before.throttling, after.throttling),
    swappedMiB: Math.round((after.swappedPageCount - before.swappedPageCount) * PAGE_MIB * 10) / 10,
    ...(memoryWaitS === null ? {} : { memoryWaitS }),
    ...(ioWaitS === null ? {} : { ioWaitS }),
  };
}

function throttledBetween(before: Throttling | null, after: Throttling | null) {
  if (before === null || after === null) return {};
  const periods = after.periodCount - before.periodCount;
  const throttled = after.throttledPeriodCount - before.throttledPeriodCount;
  return {
    throttledShare: periods <= 0 ? 0 : Math.min(1, Math.round(throttled / periods * 1000) / 1000),
    throttledS: Math.round((after.throttledS - before.throttledS) * 100) / 100,
  };
}
