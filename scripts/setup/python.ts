/** The two Python environments, from their lock lists with hashes, and the kernel in Jupyter's. */
import { join } from "node:path";
import {
  GauntletError,
  pinnedDenoPath,
  type PythonEnvironment,
  ROOT,
  statePath,
} from "../../lab/state.ts";
import { call, explain, fingerprintOf, type Step, type StepName } from "./step.ts";

const LOCKS: Record<PythonEnvironment, string> = {
  servers: join(ROOT, "servers", "requirements.lock"),
  jupyter: join(ROOT, "lab", "report", "requirements.lock"),
};

/** Older Pythons lack what the locked packages need. */
const OLDEST = [3, 11] as const;
const CANDIDATES = ["python3.11", "python3", "python3.12", "python3.13", "python3.14", "python"];

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
    fingerprint: () => fingerprintOf([LOCKS[environment]], folder, pinnedDenoPath()),
    run: async () => {
      const python = await findPython();
      await makeEnvironment(python, folder);
      await install(folder, LOCKS[environment]);
      await finish(folder);
    },
  };
}

/** The first Python that is new enough and can make virtual environments. */
export async function findPython(candidates = CANDIDATES): Promise<string> {
  const tooOld: string[] = [];
  for (const candidate of candidates) {
    const { success, said } = await call(candidate, [
      "-c",
      "import sys; print(*sys.version_info[:2])",
    ]);
    if (!success) continue;
    const [major = 0, minor = 0] = said.split(" ").map(Number);
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
      tooOld.push(`${candidate} is ${major}.${minor}`);
      continue;
    }
    const venv = await call(candidate, ["-c", "import venv, ensurepip"]);
    if (venv.success) return candidate;
    throw new GauntletError(
      `Cannot set up Python: ${candidate} ${major}.${minor} has no venv module; ` +
        `install it (Debian and Ubuntu: apt-get install python3-venv)`,
    );
  }
  throw new GauntletError(
    `Cannot set up Python: Python ${OLDEST.join(".")} or newer is needed and ` +
      `${
        tooOld.length > 0 ? tooOld.join(", ") : "none was found on PATH"
      }; install it from your system's packages`,
  );
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
