/**
 * The studies: what others published, a folder each in `data/published`. A folder is a study when it
 * has a `study.json`; its `tables.csv` holds every figure that was printed.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PublishedRow, rowsOf } from "./published-rows.ts";
import { parseStudy, type StudyFile } from "./study-file.ts";
import { GauntletError } from "../../nouns/error.ts";

const PUBLISHED = fileURLToPath(new URL("../../../data/published/", import.meta.url));

export interface Study extends StudyFile {
  /** The folder's name. */
  name: string;
  rows: PublishedRow[];
}

let published: Study[] | undefined;

/**
 * All studies, in the order of their folders' names; those of the project are read once.
 *
 * @throws when a file is not what it should be, or two studies have a source of one id
 * @example
 * ```ts
 * import { readStudies } from "lab/analysis/studies/study.ts";
 * console.log(readStudies().flatMap(({ sources }) => sources.map(({ id }) => id)).length > 1); // true
 * ```
 */
export function readStudies(folder?: string): Study[] {
  if (folder === undefined) return published ??= readStudies(PUBLISHED);
  const studies = [...Deno.readDirSync(folder)]
    .filter(({ name, isDirectory }) => isDirectory && isFile(join(folder, name, "study.json")))
    .map(({ name }) => name).sort().map((name) => readStudy(folder, name));
  const ids = studies.flatMap(({ sources }) => sources.map(({ id }) => id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new GauntletError(
      `Reading data/published: the source "${twice}" is there twice; rename it in one study.`,
    );
  }
  return studies;
}

function readStudy(folder: string, name: string): Study {
  const place = `data/published/${name}/`;
  const text = (file: string) => Deno.readTextFileSync(join(folder, name, file));
  const study = parseStudy(text("study.json"), `${place}study.json`);
  return { ...study, name, rows: rowsOf(text("tables.csv"), `${place}tables.csv`, study) };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
