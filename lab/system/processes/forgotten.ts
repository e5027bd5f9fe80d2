/**
 * What a run leaves that was killed together with its reaper. Each run notes who it is, in a file of
 * the state folder; whoever measures next ends what carries the token of one that is gone. A process
 * is known by its pid and by when it started, since pids are given again.
 */
import { join } from "node:path";
import { type ProcessTable, processTable } from "./proc.ts";
import { reap } from "./reap.ts";
import { exists, statePath } from "../state.ts";

/** A process, and no other that has its number later. */
interface Known {
  pid: number;
  /** Clock ticks from the start of the machine to its own. */
  startedTicks: number;
}

interface Note {
  bootId: string;
  /** Who started the rest and ends it, unless it is killed. */
  keeper: Known;
  /** Processes that overwrite their environment: PostgreSQL. */
  watched: Known[];
}

const folder = () => statePath("running");
const bootId = () => Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();

const isThere = (table: ProcessTable, { pid, startedTicks }: Known): boolean =>
  table.get(pid)?.startedTicks === startedTicks && table.get(pid)!.state !== "Z";

/** Notes that this process keeps what carries a token; the note goes with the scope. */
export async function noteRunning(token: string) {
  const path = join(folder(), `${token}.json`);
  const note: Note = { bootId: bootId(), keeper: await known(Deno.pid), watched: [] };
  const write = () => Deno.writeTextFileSync(path, JSON.stringify(note));
  await Deno.mkdir(folder(), { recursive: true });
  write();
  return {
    watch: async (pid: number) => {
      note.watched.push(await known(pid));
      write();
    },
    [Symbol.asyncDispose]: () => Deno.remove(path).catch(() => {}),
  };
}

const known = async (pid: number): Promise<Known> => ({
  pid,
  startedTicks: (await processTable()).get(pid)?.startedTicks ?? -1,
});

/** Ends what is left of those that are gone; those that still run are left alone. */
export async function sweepForgotten(): Promise<void> {
  if (!await exists(folder())) return;
  for await (const { name } of Deno.readDir(folder())) {
    const path = join(folder(), name);
    const note = readNote(path);
    const table = await processTable();
    if (note !== null && note.bootId === bootId()) {
      if (isThere(table, note.keeper)) continue;
      const watched = note.watched.filter((each) => isThere(table, each)).map(({ pid }) => pid);
      await reap(name.replace(/\.json$/, ""), watched);
    }
    await Deno.remove(path).catch(() => {});
  }
}

/** A note cut short by a full disk or a kill says nothing. */
function readNote(path: string): Note | null {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch {
    return null;
  }
}
