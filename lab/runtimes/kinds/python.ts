/** Python, in an environment of its own for each lock list: the nearest `requirements.lock`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FoundVariant } from "../../nouns/variant.ts";
import { GauntletError } from "../../system/state.ts";
import { build, missingPrograms } from "../building.ts";
import { nearest } from "../nearest.ts";
import { isMade } from "../once.ts";
import { readPython } from "../pythonbuild.ts";
import { environmentFolder, findPython, makeEnvironment } from "../pythonenvironment.ts";
import type { ProcessRuntime } from "../runtime.ts";

const LOCK = "requirements.lock";

export const runtime: ProcessRuntime = {
  kind: "process",
  needs: async (variant) => await pythonNeeds(variant) ?? await missingPrograms(variant),
  prepare: async (variant, say) => {
    await makeEnvironment(lockOf(variant), say);
    await build(variant, say);
  },
  program: (variant, word) => {
    const own = join(environmentFolder(lockOf(variant)), "bin", word);
    return Promise.resolve(existsSync(own) ? own : word);
  },
  locks: (variant) => [lockOf(variant)],
  versions,
};

function lockOf({ name, folder }: FoundVariant): string {
  const lock = nearest(folder, LOCK);
  if (lock !== null) return lock;
  throw new GauntletError(
    `Cannot start "${name}": there is no ${LOCK} in ${folder} or above it; write one ` +
      `(pip-compile --generate-hashes), so that everyone starts the same packages`,
  );
}

async function pythonNeeds(variant: FoundVariant): Promise<string | null> {
  const lock = nearest(variant.folder, LOCK);
  if (lock === null) return `a ${LOCK} beside it`;
  if (await isMade("python", environmentFolder(lock).split("/").at(-1)!)) return null;
  return await findPython().then(
    () => null,
    () => "Python 3.11 or newer with its venv module; install it, then try again",
  );
}

/** The environment is installed from the lock list with hashes, so the list is what is installed. */
async function versions(variant: FoundVariant): Promise<Record<string, string>> {
  const lock = lockOf(variant);
  const python = await readPython(join(environmentFolder(lock), "bin", "python"));
  const text = await Deno.readTextFile(lock);
  const packages = [...text.matchAll(/^([a-z0-9._-]+)==([^\s;\\]+)/gim)];
  return {
    ...(python ? { python: python.version } : {}),
    ...Object.fromEntries(packages.map(([, name, version]) => [name, version!])),
  };
}

/** Whether the environment's Python is an optimised build; `null` where there is none yet. */
export async function isOptimized(variant: FoundVariant): Promise<boolean | null> {
  const program = join(environmentFolder(lockOf(variant)), "bin", "python");
  return (await readPython(program))?.optimized ?? null;
}
