/**
 * One folder for all that a task and its processes put aside, so that nothing of it is left: it goes
 * when the task ends, and that of a task that was killed goes with the next one.
 */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStat } from "./processes/proc.ts";

const PREFIX = "gauntlet-task-";
const NAME = /^gauntlet-task-(\d+)-(\d+)-/;

/** When a process started, in clock ticks since the machine did; `null` where there is none. */
function startedTicks(pid: number): number | null {
  try {
    return parseStat(pid, Deno.readTextFileSync(`/proc/${pid}/stat`)).startedTicks;
  } catch {
    return null;
  }
}

/**
 * Makes the folder, names it to whatever is started from here on (`TMPDIR`), and takes away those of
 * tasks that are gone. Where none can be made, everything is put where it always was.
 *
 * @returns takes it away
 */
export function scratchFolder(): () => void {
  const base = tmpdir();
  sweep(base);
  try {
    const prefix = `${PREFIX}${Deno.pid}-${startedTicks(Deno.pid)}-`;
    const folder = Deno.makeTempDirSync({ dir: base, prefix });
    Deno.env.set("TMPDIR", folder);
    return () => remove(folder);
  } catch {
    return () => {};
  }
}

function sweep(base: string): void {
  for (const name of namesIn(base)) {
    const [, pid, ticks] = name.match(NAME) ?? [];
    if (pid !== undefined && startedTicks(Number(pid)) !== Number(ticks)) remove(join(base, name));
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Somebody else's stays. */
function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    // It has gone, or is not ours.
  }
}
