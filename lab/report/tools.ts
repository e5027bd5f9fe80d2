/** Jupyter's tools, and how its Python helpers are run. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { refusalIn } from "../system/explain.ts";
import { exists, jupyterBin } from "../system/state.ts";
import { jsonLines } from "../system/processes/lines.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { ReportError } from "./error.ts";

/** Where Jupyter's tools are. */
export interface JupyterTools {
  /** The Python of the environment that has nbclient and nbconvert. */
  python: string;
  /** A folder that holds `kernels/gauntlet/kernel.json`. Default: the environment's own. */
  kernelDir?: string;
}

/** The tools that the set-up makes. */
export function jupyterTools(): JupyterTools {
  return { python: join(jupyterBin(), "python") };
}

/** A Python helper of this folder, its arguments and its surroundings. */
export interface HelperCall {
  script: "execute.py" | "convert/convert.py";
  args?: string[];
  tools: JupyterTools;
  env?: Record<string, string>;
  /** Written to standard input, which is then closed; without it, it stays open while this lives. */
  input?: string;
  /** Called with each line that the helper writes. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Runs a helper to its end. It and everything that it started are gone on every way out.
 *
 * @returns its exit code and the last lines of its log
 * @throws ReportError when there is no such Python, or the machine refused it a file; the signal's
 * reason when aborted
 */
export async function runHelper(call: HelperCall): Promise<{ code: number; log: string }> {
  call.signal?.throwIfAborted();
  if (!await exists(call.tools.python)) {
    throw new ReportError(
      `Cannot render the report: there is no ${call.tools.python}; run the set-up, which needs Python 3.11`,
    );
  }
  const runtimeDir = await Deno.makeTempDir({ prefix: "gauntlet-jupyter-" });
  try {
    return await run(call, runtimeDir);
  } finally {
    await Deno.remove(runtimeDir, { recursive: true });
  }
}

async function run(call: HelperCall, runtimeDir: string): Promise<{ code: number; log: string }> {
  await using helper = new ManagedProcess({
    program: call.tools.python,
    args: [fileURLToPath(new URL(call.script, import.meta.url)), ...(call.args ?? [])],
    env: {
      ...call.env,
      // Neither the user's Jupyter configuration nor their folders take part.
      JUPYTER_NO_CONFIG: "1",
      JUPYTER_PLATFORM_DIRS: "1",
      JUPYTER_RUNTIME_DIR: runtimeDir,
      PYTHONDONTWRITEBYTECODE: "1",
      ...(call.tools.kernelDir ? { JUPYTER_PATH: call.tools.kernelDir } : {}),
    },
    stdin: "piped",
    stdout: "piped",
  }, CLEAN_UP_S);
  // What stopping could not do is said when the helper leaves scope, where it is stopped again.
  const stop = () => helper.stop().catch(() => {});
  call.signal?.addEventListener("abort", stop, { once: true });
  try {
    if (call.input !== undefined) {
      const writer = helper.child.stdin.getWriter();
      // A helper that has already died says why in its log.
      await writer.write(new TextEncoder().encode(call.input)).catch(() => {});
      await writer.close().catch(() => {});
    }
    for await (const line of jsonLines(helper.child.stdout)) call.onLine?.(line);
    const { code } = await helper.child.status;
    call.signal?.throwIfAborted();
    const log = helper.logTail();
    const refusal = code === 0 ? null : refusalIn(log);
    if (refusal !== null) throw new ReportError(refusal);
    return { code, log };
  } finally {
    call.signal?.removeEventListener("abort", stop);
  }
}

/** A kernel that is stopped stops a run's servers and database before it is gone. */
const CLEAN_UP_S = 15;
