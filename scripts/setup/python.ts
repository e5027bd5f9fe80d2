/** The two Python environments that set-up makes, and the kernel in Jupyter's. */
import { join } from "node:path";
import {
  createEnvironment,
  environmentFolder,
  findPython,
  installLocked,
  makeEnvironment,
} from "../../lab/runtimes/pythonenvironment.ts";
import { pinnedDenoPath, ROOT, statePath } from "../../lab/system/state.ts";
import { installKernel } from "../shared/kernel.ts";
import { fingerprintOf, type Step } from "./step.ts";

/** What the first notebooks measure; other workloads' environments are made when they are asked for. */
const SERVERS_LOCK = join(ROOT, "servers", "quotes", "requirements.lock");
const JUPYTER_LOCK = join(ROOT, "lab", "report", "requirements.lock");

export const servers: Step = {
  name: "servers",
  title: "Python servers",
  fingerprint: () => fingerprintOf([SERVERS_LOCK], environmentFolder(SERVERS_LOCK)),
  run: async () => void await makeEnvironment(SERVERS_LOCK),
};

export const jupyter: Step = {
  name: "jupyter",
  title: "Jupyter",
  // The folder is part of it: a virtual environment that was moved no longer works.
  fingerprint: () => fingerprintOf([JUPYTER_LOCK], statePath("jupyter"), pinnedDenoPath()),
  run: async () => {
    const folder = statePath("jupyter");
    await createEnvironment(await findPython(), folder);
    await installLocked(folder, JUPYTER_LOCK);
    // Where this environment's Jupyter looks; `deno jupyter --install` would go elsewhere.
    await installKernel(join(folder, "share", "jupyter", "kernels"));
    await quietLab(folder);
  },
};

/** JupyterLab asks whether to look for news and updates; a laboratory on loopback does neither. */
async function quietLab(folder: string): Promise<void> {
  const settings = join(folder, "share", "jupyter", "lab", "settings");
  await Deno.mkdir(settings, { recursive: true });
  const quiet = { checkForUpdates: false, fetchNews: "false" };
  const overrides = { "@jupyterlab/apputils-extension:notification": quiet };
  await Deno.writeTextFile(join(settings, "overrides.json"), JSON.stringify(overrides, null, 2));
}
