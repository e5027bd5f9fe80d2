/** The Jupyter kernel of the lab: what it is, and where Jupyters look for it. */
import { homedir } from "node:os";
import { join } from "node:path";
import { pinnedDenoPath } from "../../lab/system/state.ts";

/** What Jupyter is told of a kernel. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
}

/** The pinned Deno's kernel: that of other versions loses outputs. */
export const kernelSpec = (): KernelSpec => ({
  argv: [pinnedDenoPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
  display_name: "Gauntlet (Deno)",
  language: "typescript",
});

/** Where the Jupyters of this user look for kernels, as `jupyter --paths` has it. */
export function userKernels(
  { env = Deno.env.toObject(), home = homedir(), os = Deno.build.os as string } = {},
): string {
  const data = env.JUPYTER_DATA_DIR ||
    (os === "darwin"
      ? join(home, "Library", "Jupyter")
      : join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter"));
  return join(data, "kernels");
}

/**
 * Writes the kernel into a folder of kernels; one that is there is replaced.
 *
 * @returns the path of its file
 */
export async function installKernel(kernels: string): Promise<string> {
  const folder = join(kernels, "gauntlet");
  await Deno.mkdir(folder, { recursive: true });
  const file = join(folder, "kernel.json");
  await Deno.writeTextFile(file, JSON.stringify(kernelSpec(), null, 2) + "\n");
  return file;
}
