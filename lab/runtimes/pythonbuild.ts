/** A Python interpreter: its version, and whether it is the build that people deploy. */

export interface Python {
  version: string;
  hasVenv: boolean;
  /**
   * Whether its build was guided by a profile. Docker's, conda's and uv's say so
   * (`--enable-optimizations`); distributions build theirs that way by other means. One built from
   * source with no such flag, as pyenv does unless it is told, takes a third more CPU for the same work.
   */
  optimized: boolean;
}

const QUESTION = `
import json, platform, sys, sysconfig
try:
    import ensurepip, venv
except ImportError:
    venv = None
flags = sysconfig.get_config_var("CONFIG_ARGS") or ""
optimized = "--enable-optimizations" in flags or sys.base_prefix == "/usr"
print(json.dumps([platform.python_version(), venv is not None, optimized]))`;

/**
 * Asks an interpreter what it is; `null` where there is none that answers.
 *
 * @param path of the program, or its name on PATH
 *
 * @example
 * ```ts
 * import { readPython } from "lab/runtimes/pythonbuild.ts";
 * console.log(await readPython("no-such-python")); // null
 * ```
 */
export async function readPython(path: string): Promise<Python | null> {
  try {
    const { success, stdout } = await new Deno.Command(path, {
      args: ["-c", QUESTION],
      stderr: "null",
    }).output();
    if (!success) return null;
    const [version, hasVenv, optimized] = JSON.parse(new TextDecoder().decode(stdout));
    return { version, hasVenv, optimized };
  } catch {
    // Not there, no program, not ours to start, or one that says something else.
    return null;
  }
}
