/**
 * `deno task export NOTEBOOK --to html|pdf|md|ipynb [--code] [--run RUN | --here] [--out FILE]`: one
 * notebook, executed on the runs that there are, as one file.
 */
import { stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { exportNotebook, FILE_FORMATS, type FileFormat } from "../lab/report/alone/export.ts";
import { GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { progressLine } from "./shared/progress.ts";
import { chosenRuns } from "./shared/which-runs.ts";
import { readArguments } from "./shared/arguments.ts";

const exporting: Task = async (args) => {
  const { name, to, out, ...asked } = read(args);
  const { notebooks: [notebook], env } = await chosenRuns({ names: [name], ...asked });
  const output = await placeOf(out ?? `${notebook!.name}.${to}`, `${notebook!.name}.${to}`);
  const line = progressLine();
  try {
    await exportNotebook({
      ...{ notebook: notebook!.path, to, output, env, showsCode: asked.code },
      signal: abortOnSignals(),
      onCell: (cell, cellCount) => line.show(`${notebook!.name}: cell ${cell} of ${cellCount}`),
    });
  } finally {
    line.show("");
  }
  console.log(`Written: ${output}`);
};
export default exporting;

interface Asked {
  name: string;
  to: FileFormat;
  out?: string;
  code: boolean;
  run?: string;
  here: boolean;
}

function read(args: string[]): Asked {
  let problem: string;
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        to: { type: "string" },
        out: { type: "string" },
        run: { type: "string" },
        code: { type: "boolean", default: false },
        here: { type: "boolean", default: false },
      },
    });
    const [name, ...more] = positionals;
    const to = values.to ?? (values.out && extname(values.out).slice(1)) ?? "html";
    if (name === undefined) problem = "no notebook is named";
    else if (more.length > 0) {
      problem = `one notebook is one file, and "${more.join(" ")}" is another`;
    } else if (isFormat(to)) return { ...values, name, to };
    else problem = `"${to}" is none of ${FILE_FORMATS.join(", ")}`;
  } catch (error) {
    problem = (error as Error).message;
  }
  throw new GauntletError(`Cannot export: ${problem}; ${useOf("export")}`);
}

const isFormat = (text: string): text is FileFormat =>
  (FILE_FORMATS as readonly string[]).includes(text);

/** The file to write, from where the reader stands; in a folder it is called after the notebook. */
async function placeOf(given: string, usual: string): Promise<string> {
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", given);
  const isFolder = (place: string) => stat(place).then((is) => is.isDirectory(), () => false);
  if (await isFolder(path)) return join(path, usual);
  if (await isFolder(dirname(path))) return path;
  throw new GauntletError(
    `Cannot export to ${path}: there is no folder ${
      dirname(path)
    }; make it, or choose another file`,
  );
}
