/** A task as a reader types it, and what it said. */
import { ROOT } from "../system/state.ts";

/** `deno task NAME …` from the lab's checkout, to its end. */
export async function task(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
    // Of a test that a task has started, it is where that task's reader stands.
    env: { INIT_CWD: ROOT, NO_COLOR: "1" },
  }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}
