/** Notebooks as files: their cells, and the experiment that one of them defines. */
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { wrongIn } from "../text/wrong.ts";
import { exists, GauntletError, projectPath, statePath } from "../system/state.ts";
import { type Experiment, Experiment as ExperimentSchema } from "../nouns/experiment.ts";

const NotebookFile = z.looseObject({
  cells: z.array(z.looseObject({
    cell_type: z.enum(["code", "markdown", "raw"]),
    source: z.union([z.string(), z.array(z.string())]),
    metadata: z.looseObject({ tags: z.array(z.string()).optional() }).optional(),
    outputs: z.array(z.unknown()).optional(),
    execution_count: z.number().nullable().optional(),
  })),
});

export interface NotebookCell {
  /** Place in the notebook, from 1. */
  number: number;
  kind: "code" | "markdown" | "raw";
  source: string;
  tags: string[];
  outputCount: number;
}

export interface Notebook {
  path: string;
  /** `03-workers-and-threads`. */
  name: string;
  cells: NotebookCell[];
}

export async function readNotebook(path: string): Promise<Notebook> {
  const file = notebookFile(await Deno.readTextFile(path), basename(path));
  return {
    path,
    name: basename(path, ".ipynb"),
    cells: file.cells.map((cell, index) => ({
      number: index + 1,
      kind: cell.cell_type,
      source: typeof cell.source === "string" ? cell.source : cell.source.join(""),
      tags: cell.metadata?.tags ?? [],
      outputCount: cell.outputs?.length ?? 0,
    })),
  };
}

function notebookFile(text: string, name: string): z.infer<typeof NotebookFile> {
  const cannot = `Cannot read the notebook ${name}`;
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new GauntletError(`${cannot}: it is no JSON; restore it, or save it again`);
  }
  const problem = wrongIn(NotebookFile, file);
  if (problem === null) return NotebookFile.parse(file);
  throw new GauntletError(`${cannot}: ${problem.what}; ${problem.remedy}`);
}

/** All notebooks of the project, in order. */
export async function findNotebooks(folder = projectPath("notebooks")): Promise<Notebook[]> {
  if (!await exists(folder)) return [];
  const names = (await Array.fromAsync(Deno.readDir(folder)))
    .filter((entry) => entry.isFile && entry.name.endsWith(".ipynb"))
    .map((entry) => entry.name).sort();
  return await Promise.all(names.map((name) => readNotebook(join(folder, name))));
}

/** The notebook of a name or number: `03-workers-and-threads`, `03` or `workers-and-threads`. */
export function notebookNamed(notebooks: Notebook[], wanted: string): Notebook {
  const found = notebooks.find(({ name }) =>
    name === wanted || name.split("-")[0] === wanted || name.replace(/^\d+-/, "") === wanted
  );
  if (found) return found;
  throw new GauntletError(
    `Cannot find the notebook "${wanted}": ` +
      (notebooks.length === 0
        ? `there is none; make one with "deno task new-notebook NAME"`
        : `there are ${notebooks.map((n) => n.name).join(", ")}; choose one`),
  );
}

/** The tag of the cell that defines a notebook's experiment. */
export const EXPERIMENT_TAG = "experiment";

/**
 * The experiment that a notebook defines in its cell tagged `experiment`, or `null`. The cell is run
 * by itself, so it may use nothing but what `definition.ts` has of "lab".
 *
 * @throws GauntletError when the cell defines none or more than one
 */
export async function experimentOf(notebook: Notebook): Promise<Experiment | null> {
  const cell = notebook.cells.find(({ tags }) => tags.includes(EXPERIMENT_TAG));
  if (!cell) return null;
  const folder = statePath("experiments");
  await Deno.mkdir(folder, { recursive: true });
  const file = join(folder, `${notebook.name}-${crypto.randomUUID().slice(0, 8)}.ts`);
  await Deno.writeTextFile(
    file,
    cell.source.replace(/^const /gm, "export const ").replaceAll(
      'from "lab"',
      `from "${new URL("definition.ts", import.meta.url).href}"`,
    ),
  );
  try {
    const defined = Object.values(await import(pathToFileURL(file).href))
      .map((value) => ExperimentSchema.safeParse(value))
      .filter((result) => result.success);
    if (defined.length === 1) return defined[0]!.data;
    throw new GauntletError(
      `Cannot run the notebook ${notebook.name}: its cell ${cell.number} is tagged "${EXPERIMENT_TAG}" ` +
        `and defines ${defined.length} experiments; it must define one with experiment({ … })`,
    );
  } finally {
    await Deno.remove(file);
  }
}
