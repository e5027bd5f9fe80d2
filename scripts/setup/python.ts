/** The two Python environments, from their lock lists with hashes, and the kernel in Jupyter's. */
import { delimiter, isAbsolute, join } from "node:path";
import { readPython } from "../../lab/runtimes/pythonbuild.ts";
import {
  exists,
  GauntletError,
  pinnedDenoPath,
  type PythonEnvironment,
  ROOT,
  statePath,
} from "../../lab/system/state.ts";
import { call, explain, fingerprintOf, type Step, type StepName } from "./step.ts";

const LOCKS: Record<PythonEnvironment, string> = {
  servers: join(ROOT, "servers", "requirements.lock"),
  jupyter: join(ROOT, "lab", "report", "requirements.lock"),
};

/** Older Pythons lack what the locked packages need. */
const OLDEST = [3, 11] as const;
const NAMES = ["python3.11", "python3", "python3.12", "python3.13", "python3.14", "python"];
/** How a Python is chosen; another word where that changes, and environments are made anew. */
const CHOICE = "optimised first";
const GET_VENV = "(Debian and Ubuntu: apt-get install python3-venv)";

export const servers: Step = environmentStep("servers", "Python servers");
export const jupyter: Step = environmentStep("jupyter", "Jupyter", async (folder) => {
  await installKernel(folder);
  await quietLab(folder);
});

function environmentStep(
  environment: PythonEnvironment & StepName,
  title: string,
  finish: (folder: string) => Promise<void> = () => Promise.resolve(),
): Step {
  const folder = statePath("python", environment);
  return {
    name: environment,
    title,
    // The folder is part of it: a virtual environment that was moved no longer works.
    fingerprint: () => fingerprintOf([LOCKS[environment]], folder, pinnedDenoPath(), CHOICE),
    run: async () => {
      const python = await findPython();
      await makeEnvironment(python, folder);
      await install(folder, LOCKS[environment]);
      await finish(folder);
    },
  };
}

/**
 * A Python that is new enough and can make virtual environments: of those that go by one name on
 * PATH the first whose build is optimised, or the first. A server on another build is a third slower
 * than where it is deployed, and no rival of it is.
 *
 * @param names in the order in which they are wanted; or paths
 */
export async function findPython(
  names = NAMES,
  path = Deno.env.get("PATH") ?? "",
): Promise<string> {
  const unfit: string[] = [];
  for (const name of names) {
    const found: { program: string; optimized: boolean }[] = [];
    for (const program of await programsOf(name, path)) {
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

/** The programs of a name, in the order of PATH; a folder that goes by two names counts once. */
async function programsOf(name: string, path: string): Promise<string[]> {
  if (isAbsolute(name)) return [name];
  const programs = new Map<string, string>();
  for (const folder of path.split(delimiter)) {
    const real = await Deno.realPath(folder).catch(() => null);
    const program = join(folder, name);
    if (real === null || programs.has(real) || !await exists(program)) continue;
    programs.set(real, program);
  }
  return [...programs.values()];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** Always from nothing: a half-made environment cannot be told from a whole one. */
async function makeEnvironment(python: string, folder: string): Promise<void> {
  const { success, said } = await call(python, ["-m", "venv", "--clear", folder]);
  if (!success) {
    throw explain(`a Python environment in ${folder}`, said, "set PIP_INDEX_URL to a mirror");
  }
}

async function install(folder: string, lock: string): Promise<void> {
  const flags = ["--require-hashes", "--no-deps", "--only-binary", ":all:"];
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"];
  const { success, said } = await call(
    join(folder, "bin", "python"),
    ["-m", "pip", "install", ...flags, ...quiet, "-r", lock],
    // Without compiled modules every server would compile its imports at every start.
    { env: { PYTHONDONTWRITEBYTECODE: "" } },
  );
  if (!success) {
    throw explain(
      `the packages of ${lock.slice(ROOT.length + 1)}`,
      said,
      "set PIP_INDEX_URL to a mirror",
    );
  }
}

/** The kernelspec, where this environment's Jupyter looks; `deno jupyter --install` would go elsewhere. */
async function installKernel(folder: string): Promise<void> {
  const kernel = join(folder, "share", "jupyter", "kernels", "gauntlet");
  await Deno.mkdir(kernel, { recursive: true });
  const spec = {
    argv: [pinnedDenoPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Gauntlet (Deno)",
    language: "typescript",
  };
  await Deno.writeTextFile(join(kernel, "kernel.json"), JSON.stringify(spec, null, 2));
}

/** JupyterLab asks whether to look for news and updates; a laboratory on loopback does neither. */
async function quietLab(folder: string): Promise<void> {
  const settings = join(folder, "share", "jupyter", "lab", "settings");
  await Deno.mkdir(settings, { recursive: true });
  const quiet = { checkForUpdates: false, fetchNews: "false" };
  const overrides = { "@jupyterlab/apputils-extension:notification": quiet };
  await Deno.writeTextFile(join(settings, "overrides.json"), JSON.stringify(overrides, null, 2));
}
