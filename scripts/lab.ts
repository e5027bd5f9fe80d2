/**
 * `deno task lab [ARGUMENT…]`: the project's notebooks in JupyterLab, with our kernel; arguments go to it.
 * `deno task lab --kernel` installs the kernel for the Jupyters and editors of this user, and
 * `--kernel=print` prints it for whoever puts it elsewhere.
 */
import { delimiter, dirname, join } from "node:path";
import {
  exists,
  GauntletError,
  jupyterBin,
  pinnedDenoPath,
  projectPath,
  statePath,
} from "../lab/system/state.ts";
import { startReaper } from "../lab/system/processes/leash.ts";
import type { Task } from "./gauntlet.ts";
import { installKernel, kernelSpec, userKernels } from "./shared/kernel.ts";

/** No kernel but ours: Jupyter brings one of Python's, which would be the first that is offered. */
const OURS_ONLY = [
  "--KernelSpecManager.ensure_native_kernel=False",
  "--KernelSpecManager.allowed_kernelspecs=gauntlet",
  "--MultiKernelManager.default_kernel_name=gauntlet",
];

/** Where a reader begins. */
const FIRST = "00-start-here.ipynb";

const lab: Task = async (args) => {
  const kernel = args.find((each) => /^--kernel(=|$)/.test(each));
  if (kernel !== undefined) return await ofOthers(kernel, args);
  await using _reaper = await startReaper();
  const asRoot = Deno.uid() === 0 ? ["--allow-root"] : [];
  const notebooks = projectPath("notebooks");
  // What JupyterLab opens: what was named, or the first notebook.
  const named = args.some((each) => !each.startsWith("-") || /^--LabApp\.default_url/.test(each));
  const first = !named && await exists(join(notebooks, FIRST))
    ? [`--LabApp.default_url=/lab/tree/${FIRST}`]
    : [];
  const child = new Deno.Command(join(jupyterBin(), "jupyter-lab"), {
    args: [...OURS_ONLY, "--notebook-dir", notebooks, ...first, ...asRoot, ...args],
    cwd: notebooks,
    env: {
      // Only this environment's kernels, and settings that are not the reader's own.
      JUPYTER_PLATFORM_DIRS: "1",
      JUPYTER_CONFIG_DIR: statePath("jupyter", "config"),
      JUPYTER_DATA_DIR: statePath("jupyter", "data"),
      // `deno` in JupyterLab's terminal is the one that the lab is written for.
      PATH: [dirname(pinnedDenoPath()), Deno.env.get("PATH") ?? ""].join(delimiter),
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

/** The kernel for other Jupyters: installed for this user, or printed. */
async function ofOthers(asked: string, args: string[]): Promise<void> {
  if (args.length > 1 || !["--kernel", "--kernel=print"].includes(asked)) {
    throw new GauntletError(
      `Cannot use "${
        args.join(" ")
      }": give --kernel alone to install the kernel for this user, or ` +
        `--kernel=print to print it`,
    );
  }
  if (asked === "--kernel=print") return console.log(JSON.stringify(kernelSpec(), null, 2));
  const file = await installKernel(userKernels());
  console.log(
    `Kernel: ${file}\nChoose "Gauntlet (Deno)" in Jupyter or VS Code, and open the notebooks in ${
      projectPath("notebooks")
    }. To take it away again, delete that folder.`,
  );
}
