/** What the tests of this folder and of `lab/notebook` share: notebooks, a kernelspec, a browser. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { exists, ROOT, statePath } from "../system/state.ts";
import { findChromium, openChromium } from "./alone/chromium.ts";
import { type JupyterTools, jupyterTools } from "./tools.ts";

/** A folder for one test, with tools whose kernel is the Deno that runs the test. */
export interface Bench extends AsyncDisposable {
  dir: string;
  tools: JupyterTools;
  /** Writes a notebook; a cell that starts with `md:` is prose. Returns its path. */
  notebook(name: string, cells: string[]): Promise<string>;
}

/** Makes a bench; `GAUNTLET_JUPYTER_PYTHON` may name a Python other than the set-up's. */
export async function bench(): Promise<Bench> {
  // Where the lab's packages are known, as they are to notebooks.
  await Deno.mkdir(statePath(), { recursive: true });
  const dir = await Deno.makeTempDir({ dir: statePath(), prefix: "test-" });
  const spec = join(dir, "jupyter", "kernels", "gauntlet");
  await Deno.mkdir(spec, { recursive: true });
  await Deno.writeTextFile(
    join(spec, "kernel.json"),
    JSON.stringify({
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Gauntlet (Deno)",
      language: "typescript",
    }),
  );
  const python = Deno.env.get("GAUNTLET_JUPYTER_PYTHON") ?? jupyterTools().python;
  return {
    dir,
    tools: { python, kernelDir: join(dir, "jupyter") },
    async notebook(name, cells) {
      const path = join(dir, name);
      await Deno.writeTextFile(path, JSON.stringify(notebookOf(cells)));
      return path;
    },
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

function notebookOf(cells: string[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "gauntlet", display_name: "Gauntlet (Deno)", language: "typescript" },
    },
    cells: cells.map((text, at) =>
      text.startsWith("md:")
        ? { id: `c${at}`, cell_type: "markdown", metadata: {}, source: text.slice(3) }
        : {
          id: `c${at}`,
          cell_type: "code",
          metadata: {},
          source: text,
          outputs: [],
          execution_count: null,
        }
    ),
  };
}

/** An output in an executed notebook. */
export interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
}

/** The outputs of each code cell of an executed notebook. */
export async function outputsOf(path: string): Promise<Output[][]> {
  const { cells } = JSON.parse(await Deno.readTextFile(path));
  return cells.filter((cell: { cell_type: string }) => cell.cell_type === "code")
    .map((cell: { outputs: Output[] }) => cell.outputs);
}

/** The text of an output, whichever kind it is. */
export function textOfOutput(output: Output | undefined): string {
  return [output?.text ?? output?.data?.["text/plain"] ?? ""].flat().join("");
}

/** The import that a cell of a test begins with. */
export function importOf(names: string, file: string): string {
  return `import { ${names} } from "${new URL(`../${file}`, import.meta.url).href}";\n`;
}

/** Waits until a process has gone; throws when it has not after 15 s. */
export async function gone(pid: number): Promise<void> {
  for (let round = 0; round < 150; round++) {
    if (!await exists(`/proc/${pid}`)) return;
    const state = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
    if (state === "" || state.slice(state.lastIndexOf(")") + 2).startsWith("Z")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`process ${pid} is still there after 15 s`);
}

/** Waits for a file that another process writes; throws when it has not come after 30 s. */
export async function fileText(path: string): Promise<string> {
  for (let round = 0; round < 300; round++) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text !== "") return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing was written to ${path} within 30 s`);
}

/** Makes the lab's packages known to the kernels of a folder. */
export async function withPackages(dir: string): Promise<void> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  await Deno.copyFile(join(ROOT, "deno.lock"), join(dir, "deno.lock"));
  const lab = { "lab": join(ROOT, "lab", "mod.ts"), "lab/": join(ROOT, "lab") + "/" };
  const config = { imports: { ...imports, ...lab } };
  await Deno.writeTextFile(join(dir, "deno.json"), JSON.stringify(config));
}

/** Opens Chromium. */
export async function browser(): Promise<Browser> {
  return await openChromium(await findChromium("Cannot look at the report"));
}
