/** Dask's own Python environment: installed when a fleet is asked for, and never otherwise. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeEnvironment } from "../runtimes/pythonenvironment.ts";
import { lastLines } from "../system/processes/call.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { ROOT } from "../system/state.ts";

const LOCK = fileURLToPath(new URL("./requirements.lock", import.meta.url));

/** A worker ends its runner first, which has 20 s for good order, or leaves it to the runner's reaper. */
const STOP_LIMIT_S = 35;

/** A Python program of this folder. */
export interface DaskCall {
  script: "fleet.py" | "serve.py";
  args: string[];
  env?: Record<string, string>;
  withoutEnv?: string[];
  stdin?: "piped" | "null";
  stdout?: "piped" | "log";
}

/** Installs Dask, unless it is there. @returns its Python */
export async function daskPython(say: (what: string) => void): Promise<string> {
  return join(await makeEnvironment(LOCK, () => say("installing Dask")), "bin", "python");
}

/** Starts such a program; it ends when it leaves scope. */
export function startDask(
  python: string,
  { script, args, env, ...rest }: DaskCall,
): ManagedProcess {
  return new ManagedProcess({
    program: python,
    args: [fileURLToPath(new URL(script, import.meta.url)), ...args],
    env: { PYTHONDONTWRITEBYTECODE: "1", GAUNTLET_HOME: ROOT, ...env },
    stdin: "null",
    stdout: "log",
    ...rest,
  }, STOP_LIMIT_S);
}

/** What a program said last. */
export const lastWord = (log: string): string => lastLines(log, 1) || "it said nothing";
