/** Open files, sockets among them, of the process that is nearest to its limit. */
import { readOrNull } from "../system/processes/proc.ts";

export interface OpenFiles {
  openFileCount: number;
  /** `ulimit -n` as the process has it now. */
  limitCount: number;
}

/**
 * Of some processes the one that is nearest to its own limit; `null` where none can be read.
 *
 * @example
 * ```ts
 * import { openFilesOf } from "lab/watch/files.ts";
 * const { openFileCount, limitCount } = openFilesOf([Deno.pid])!;
 * console.log(openFileCount <= limitCount); // true
 * ```
 */
export function openFilesOf(pids: readonly number[]): OpenFiles | null {
  const known = pids.flatMap((pid) => {
    const limit = readOrNull(`/proc/${pid}/limits`)?.match(/^Max open files\s+(\d+)/m)?.[1];
    const openFileCount = countIn(`/proc/${pid}/fd`);
    return limit === undefined || openFileCount === null
      ? []
      : [{ openFileCount, limitCount: Number(limit) }];
  });
  const share = (each: OpenFiles) => each.openFileCount / each.limitCount;
  return known.toSorted((a, b) => share(b) - share(a))[0] ?? null;
}

function countIn(folder: string): number | null {
  try {
    return [...Deno.readDirSync(folder)].length;
  } catch {
    return null;
  }
}
