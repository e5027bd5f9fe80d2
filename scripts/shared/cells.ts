/** Type check and lint of notebook cells: Deno reads neither, so they are written out as modules. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Notebook } from "../../lab/notebook/source.ts";
import { projectConfig } from "../../lab/system/processes/program.ts";
import { ROOT } from "../../lab/system/state.ts";

/** A notebook as one module, with the place of every line of it. */
export interface CellModule {
  text: string;
  /** For line n of the text, at index n - 1. */
  places: string[];
}

export function moduleOf(notebook: Notebook): CellModule {
  const lines: string[] = [];
  const places: string[] = [];
  for (const cell of notebook.cells.filter(({ kind }) => kind === "code")) {
    cell.source.split("\n").forEach((line, index) => {
      lines.push(line);
      places.push(`notebooks/${notebook.name}.ipynb, cell ${cell.number}, line ${index + 1}`);
    });
  }
  return { text: lines.join("\n") + "\nexport {};\n", places };
}

/** Rules that hold for a module and not for a notebook: imports stand where they are needed. */
const LINT_EXCLUDED = "no-import-prefix,no-unused-vars";

/** What `deno check` and `deno lint` say of the cells, with places in the notebooks; empty when all is well. */
export async function checkCells(notebooks: Notebook[]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-cells-" });
  try {
    const files = await Promise.all(notebooks.map(async (notebook) => {
      const path = join(folder, `${notebook.name}.ts`);
      const module = moduleOf(notebook);
      await Deno.writeTextFile(path, module.text);
      return { path, module };
    }));
    const paths = files.map(({ path }) => path);
    const config = ["--config", await writeConfig(folder), "--quiet"];
    const said = await complaints(["check", ...config, ...paths]) +
      await complaints(["lint", ...config, `--rules-exclude=${LINT_EXCLUDED}`, ...paths]);
    return files.reduce((text, { path, module }) => withPlaces(text, path, module), said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The project's configuration for cells: a reader's `const [first] = rows` needs no proof of a first. */
async function writeConfig(folder: string): Promise<string> {
  const home = dirname(projectConfig() ?? join(ROOT, "deno.json"));
  const { imports, compilerOptions, lint } = JSON.parse(
    await Deno.readTextFile(join(home, "deno.json")),
  );
  const from = `${pathToFileURL(home).href}/`;
  const absolute = (target: string) =>
    /^\.\.?\//.test(target) ? new URL(target, from).href : target;
  const config = {
    imports: Object.fromEntries(
      Object.entries<string>(imports).map(([name, target]) => [name, absolute(target)]),
    ),
    compilerOptions: { ...compilerOptions, noUncheckedIndexedAccess: false },
    lint,
    lock: join(home, "deno.lock"),
  };
  const path = join(folder, "deno.json");
  await Deno.writeTextFile(path, JSON.stringify(config));
  return path;
}

async function complaints(args: string[]): Promise<string> {
  const output = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).output();
  return output.success
    ? ""
    : new TextDecoder().decode(output.stdout) + new TextDecoder().decode(output.stderr);
}

function withPlaces(text: string, path: string, { places }: CellModule): string {
  return text.replaceAll(
    new RegExp(`(?:file://)?${path.replaceAll(".", "\\.")}(?::(\\d+))?(?::\\d+)?`, "g"),
    (whole, line) => line === undefined ? whole : places[Number(line) - 1] ?? whole,
  );
}
