/** `deno task lab [ARGUMENT…]`: JupyterLab with our kernel; arguments go to `jupyter lab`. */
import { join } from "node:path";
import { pythonBin, ROOT, statePath } from "../lab/state.ts";
import type { Task } from "./gauntlet.ts";

const lab: Task = async (args) => {
  const asRoot = Deno.uid() === 0 ? ["--allow-root"] : [];
  const child = new Deno.Command(join(pythonBin("jupyter"), "jupyter-lab"), {
    args: ["--notebook-dir", join(ROOT, "notebooks"), ...asRoot, ...args],
    cwd: join(ROOT, "notebooks"),
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
  const { code } = await child.status;
  Deno.exit(code);
};
export default lab;
