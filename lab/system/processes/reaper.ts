/**
 * The one who stays behind. The runner starts this process first and holds its stdin; should the
 * runner die without a word (SIGKILL, out of memory), stdin closes and everything that carries the
 * runner's token, with its descendants, is ended: first asked, then killed. Nothing is left on the
 * reader's machine.
 *
 * Lines on stdin: `watch PID` for a process whose environment cannot be read back (PostgreSQL
 * overwrites its own), `done` when the runner has cleaned up by itself.
 */
import { jsonLines } from "./lines.ts";
import { reap } from "./reap.ts";

if (import.meta.main) {
  const token = Deno.args[0]!;
  const watched = new Set<number>();
  let finished = false;
  for await (const line of jsonLines(Deno.stdin.readable)) {
    const message = JSON.parse(line) as { watch?: number; done?: true };
    if (message.watch) watched.add(message.watch);
    if (message.done) finished = true;
  }
  if (!finished) await reap(token, watched);
}
