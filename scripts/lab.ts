/** `deno task lab [ARGUMENT…]`: the project's notebooks in JupyterLab, with our kernel; arguments go to it. */
import { join } from "node:path";
import { GauntletError, jupyterBin, projectPath, statePath } from "../lab/system/state.ts";
import { startReaper } from "../lab/system/processes/leash.ts";
import type { Task } from "./gauntlet.ts";

/** No kernel but ours. */
const OURS_ONLY = "--KernelSpecManager.ensure_native_kernel=False";

const lab: Task = async (args) => {
  await using _reaper = await startReaper();
  const asRoot = Deno.uid() === 0 ? ["--allow-root"] : [];
  const notebooks = projectPath("notebooks");
  const child = new Deno.Command(join(jupyterBin(), "jupyter-lab"), {
    args: [OURS_ONLY, "--notebook-dir", notebooks, ...asRoot, ...args],
    cwd: notebooks,
    env: {
      // Only this environment's kernels, and settings that are not the reader's own.
      JUPYTER_PLATFORM_DIRS: "1",
      JUPYTER_CONFIG_DIR: statePath("jupyter", "config"),
      JUPYTER_DATA_DIR: statePath("jupyter", "data"),
    },
  }).spawn();
  // Ctrl-C asks JupyterLab itself whether to stop; SIGTERM is passed on.
  Deno.addSignalListener("SIGINT", () => {});
  Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
  Deno.addSignalListener("SIGHUP", () => child.kill("SIGTERM"));
  const { code } = await child.status;
  if (code !== 0) {
    throw new GauntletError(`JupyterLab ended with code ${code}; what it said is above`);
  }
};
export default lab;
