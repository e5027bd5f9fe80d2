/** The near side of the reaper. */
import { fileURLToPath } from "node:url";
import { noteRunning } from "./forgotten.ts";
import { lineWriter } from "./lines.ts";
import { ManagedProcess, TOKEN_VARIABLE } from "./processes.ts";

/**
 * Starts the process that outlives this one, and tells it when it is not needed. From here on every
 * child of this process is ended when this process is, however that happens.
 */
export async function startReaper() {
  const token = crypto.randomUUID();
  const note = await noteRunning(token);
  const reaper = new ManagedProcess({
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", fileURLToPath(new URL("./reaper.ts", import.meta.url)), token],
    stdin: "piped",
    outlivesUs: true,
    // It must not carry the token of another reaper: it would be ended with what it is to end.
    withoutEnv: [TOKEN_VARIABLE],
  });
  Deno.env.set(TOKEN_VARIABLE, token);
  const write = lineWriter(reaper.child.stdin);
  return {
    watch: (pid: number) => {
      write({ watch: pid });
      note.watch(pid).catch(() => {});
    },
    [Symbol.asyncDispose]: async () => {
      await write({ done: true });
      await reaper.stop();
      await note[Symbol.asyncDispose]();
    },
  } satisfies AsyncDisposable & { watch: (pid: number) => void };
}
