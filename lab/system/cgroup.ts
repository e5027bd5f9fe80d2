/**
 * What control groups allow this process and all that it starts: cores by quota, memory, and how often
 * it was held back. A container's limits are these. Both versions of cgroups are read, and every group
 * on the way up: the narrowest counts. Sources: cgroups(7), the kernel's admin-guide/cgroup-v2.
 */
import { join } from "node:path";
import { type Read, readOrNull } from "./processes/proc.ts";

/** The folders of this process's groups for one controller, the narrowest first. */
export interface Groups {
  version: 1 | 2;
  folders: string[];
}

/** How often groups with a quota had used it up before its period ended. */
export interface Throttling {
  periodCount: number;
  throttledPeriodCount: number;
  /** Summed over cores. */
  throttledS: number;
}

/**
 * Where a controller's files are: of cgroup v1 where it is mounted there, else of v2; `null` where
 * neither is to be seen.
 *
 * @example
 * ```ts
 * import { groupsOf } from "lab/system/cgroup.ts";
 * const texts: Record<string, string> = {
 *   "/proc/self/cgroup": "0::/jobs/lab\n",
 *   "/proc/self/mountinfo": "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
 * };
 * console.log(groupsOf("cpu", (path) => texts[path] ?? null)?.folders[0]); // /sys/fs/cgroup/jobs/lab
 * ```
 */
export function groupsOf(controller: "cpu" | "memory", read: Read = readOrNull): Groups | null {
  const own = (read("/proc/self/cgroup") ?? "").split("\n").map((line) => line.split(":"));
  const mounts = (read("/proc/self/mountinfo") ?? "").split("\n").flatMap((line) => {
    const [left = "", right = ""] = line.split(" - ");
    const [, , , root, folder] = left.split(" ");
    const [type, , options = ""] = right.split(" ");
    return folder === undefined ? [] : [{ root: root!, folder, type, options: options.split(",") }];
  });
  const old = own.find(([, names]) => names?.split(",").includes(controller));
  const oldMount = mounts.find(({ type, options }) =>
    type === "cgroup" && options.includes(controller)
  );
  if (old && oldMount) return { version: 1, folders: upwards(old.slice(2).join(":"), oldMount) };
  const unified = own.find(([id, names]) => id === "0" && names === "");
  const mount = mounts.find(({ type }) => type === "cgroup2");
  return unified && mount
    ? { version: 2, folders: upwards(unified.slice(2).join(":"), mount) }
    : null;
}

/** A group's folder and those above it, as far as they are mounted. */
function upwards(path: string, { root, folder }: { root: string; folder: string }): string[] {
  // A container may see its own group as the root of what is mounted.
  const within = root === "/" ? path : path.startsWith(root) ? path.slice(root.length) : "/";
  const parts = within.split("/").filter((part) => part !== "" && part !== "..");
  return Array.from(
    { length: parts.length + 1 },
    (_, depth) => join(folder, ...parts.slice(0, parts.length - depth)),
  );
}

/** Cores by quota, of the narrowest group; `null` where none is set. */
export function quotaCores(read: Read = readOrNull): number | null {
  const groups = groupsOf("cpu", read);
  if (groups === null) return null;
  const quotas = groups.folders.flatMap((folder) => {
    const [quota, period] = groups.version === 2
      ? (read(`${folder}/cpu.max`) ?? "").trim().split(" ").map(Number)
      : [Number(read(`${folder}/cpu.cfs_quota_us`)), Number(read(`${folder}/cpu.cfs_period_us`))];
    // "max", and -1 of the older version, are no quota.
    return quota! > 0 && period! > 0 ? [quota! / period!] : [];
  });
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/** Beyond this, cgroup v1 means that nothing is set. */
const NO_LIMIT_BYTES = 2 ** 60;

/** Memory in bytes that the narrowest group allows; `null` where none is set. */
export function memoryLimitBytes(read: Read = readOrNull): number | null {
  const groups = groupsOf("memory", read);
  if (groups === null) return null;
  const file = groups.version === 2 ? "memory.max" : "memory.limit_in_bytes";
  const limits = groups.folders.map((folder) => Number(read(`${folder}/${file}`) ?? NaN))
    .filter((bytes) => bytes > 0 && bytes < NO_LIMIT_BYTES);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Throttling so far, of all groups on the way up that have a quota; `null` where none has one. */
export function throttling(read: Read = readOrNull): Throttling | null {
  const groups = groupsOf("cpu", read);
  if (groups === null || quotaCores(read) === null) return null;
  const sum: Throttling = { periodCount: 0, throttledPeriodCount: 0, throttledS: 0 };
  for (const folder of groups.folders) {
    const stat = new Map(
      (read(`${folder}/cpu.stat`) ?? "").split("\n").map((line) => {
        const [name = "", value] = line.split(" ");
        return [name, Number(value)];
      }),
    );
    sum.periodCount += stat.get("nr_periods") ?? 0;
    sum.throttledPeriodCount += stat.get("nr_throttled") ?? 0;
    // Version 2 counts microseconds, version 1 nanoseconds.
    sum.throttledS += (stat.get("throttled_usec") ?? 0) / 1e6 +
      (stat.get("throttled_time") ?? 0) / 1e9;
  }
  return sum;
}
