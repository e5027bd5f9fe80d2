/**
 * Python environments, each made from a lock list with hashes, on the best Python that is here. Two
 * folders with the same lock list share one; a list that changes gets another.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { call } from "../system/processes/call.ts";
import { explain } from "../system/explain.ts";
import { programsOnPath } from "../system/path.ts";
import { GauntletError } from "../system/state.ts";
import { madeFolder, madeOnce } from "./once.ts";
import { readPython } from "./pythonbuild.ts";

/** Older Pythons lack what the lab's own lock lists need. */
const OLDEST = [3, 11] as const;
const NAMES = ["python3.11", "python3", "python3.12", "python3.13", "python3.14", "python"];
/** How a Python is chosen; another word where that changes, and environments are made anew. */
const CHOICE = "optimised first";
const GET_VENV = "(Debian and Ubuntu: apt-get install python3-venv)";
const KIND = "python";

/** The folder of the environment of a lock list, made or not. */
export const environmentFolder = (lock: string): string => madeFolder(KIND, nameOf(lock));

/** The first letters of a hash: of the list itself, wherever it lies. */
function nameOf(lock: string): string {
  const hash = createHash("sha256").update(Deno.readTextFileSync(lock)).update(CHOICE);
  return hash.digest("hex").slice(0, 12);
}

/**
 * Makes the environment of a lock list, unless it is there.
 *
 * @param say is told what is waited for
 * @throws GauntletError when there is no fit Python, or a package cannot be installed
 */
export async function makeEnvironment(
  lock: string,
  say: (what: string) => void = () => {},
): Promise<string> {
  return await madeOnce(KIND, nameOf(lock), async (folder) => {
    say("installing Python packages");
    await createEnvironment(await findPython(), folder);
    await installLocked(folder, lock);
  });
}

/** An empty environment, always from nothing: a half-made one cannot be told from a whole one. */
export async function createEnvironment(python: string, folder: string): Promise<void> {
  const { success, said } = await call(python, ["-m", "venv", "--clear", folder]);
  if (!success) {
    throw explain(`a Python environment in ${folder}`, said, "set PIP_INDEX_URL to a mirror");
  }
}

/** Installs exactly what a lock list says, by its hashes, with nothing compiled here. */
export async function installLocked(folder: string, lock: string): Promise<void> {
  const flags = ["--require-hashes", "--no-deps", "--only-binary", ":all:"];
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"];
  const { success, said } = await call(
    join(folder, "bin", "python"),
    ["-m", "pip", "install", ...flags, ...quiet, "-r", lock],
    // Without compiled modules every server would compile its imports at every start.
    { env: { PYTHONDONTWRITEBYTECODE: "" } },
  );
  if (!success) throw explain(`the packages of ${lock}`, said, "set PIP_INDEX_URL to a mirror");
}

/**
 * A Python that is new enough and can make virtual environments: of those that go by one name on
 * PATH the first whose build is optimised, or the first. A server on another build is a third slower
 * than where it is deployed, and no rival of it is.
 *
 * @param names in the order in which they are wanted; or paths
 */
export async function findPython(names = NAMES, path?: string): Promise<string> {
  const unfit: string[] = [];
  for (const name of names) {
    const found: { program: string; optimized: boolean }[] = [];
    for (const program of await programsOnPath(name, path)) {
      const python = await readPython(program);
      if (python === null) continue;
      const { version, hasVenv, optimized } = python;
      if (isOlder(version)) unfit.push(`${program} is ${version}`);
      else if (!hasVenv) unfit.push(`${program}, ${version}, has no venv module ${GET_VENV}`);
      else found.push({ program, optimized });
    }
    const best = found.find(({ optimized }) => optimized) ?? found[0];
    if (best) return best.program;
  }
  throw new GauntletError(
    `Cannot set up Python: Python ${OLDEST.join(".")} or newer is needed and ` +
      `${unfit.length > 0 ? unfit.join(", ") : "none was found on PATH"}; ` +
      `install it from your system's packages`,
  );
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
