/**
 * What lets a process end with its parent: the kernel sends it a signal when the parent is gone,
 * however that went (prctl(2), PR_SET_PDEATHSIG). `setpriv` of util-linux asks for it and becomes the
 * program: same pid, same arguments, 2 ms. Where it is not to be had the reaper is left.
 */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";

let isHere: boolean | null = null;

/** Whether this machine's `setpriv` knows how; that of busybox does not. */
function knowsHow(): boolean {
  try {
    isHere ??= new Deno.Command("setpriv", {
      args: ["--pdeathsig", "TERM", "true"],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    isHere = false;
  }
  return isHere;
}

/**
 * A program and its arguments as they end with this process. One that is not to be found is left as it
 * is, for whoever starts it to say so.
 *
 * @param signal what the kernel sends
 *
 * @example
 * ```ts
 * import { endingWithUs } from "lab/system/processes/launcher.ts";
 * const [program] = endingWithUs("no-such-program", [], "SIGTERM", { PATH: "/bin" });
 * console.log(program); // no-such-program
 * ```
 */
export function endingWithUs(
  program: string,
  args: string[],
  signal: Deno.Signal,
  { cwd = ".", PATH = "" }: { cwd?: string; PATH?: string },
): [program: string, args: string[]] {
  const places = program.includes("/")
    ? [resolve(cwd, program)]
    : PATH.split(":").filter(Boolean).map((folder) => join(folder, program));
  const found = places.find(isProgram);
  if (!knowsHow() || found === undefined) return [program, args];
  return ["setpriv", ["--pdeathsig", signal.replace(/^SIG/, ""), "--", found, ...args]];
}

const ANY_MAY_RUN = 0o111;

function isProgram(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.isFile() && (found.mode & ANY_MAY_RUN) !== 0;
}
