/**
 * The studies: what others published, a folder each in `data/published`. A folder is a study when it
 * has a `study.json`; its `tables.csv` holds every figure that was printed.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type PublishedRow, rowsOf } from "./published-rows.ts";

const PUBLISHED = fileURLToPath(new URL("../../data/published/", import.meta.url));

const pattern = z.string().refine(isPattern, "expected a regular expression");

/** Somebody who published tables. */
const Source = z.strictObject({
  /** What claims and tables call it; unique over all studies. */
  id: z.string().min(1),
  title: z.string().min(1),
  /** As far as it is known: `2026-01-12`, `2026-01` or `2026`. */
  date: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, "expected a date, a month or a year"),
  /** Of its closed loop; `null` where it is not told. */
  connections: z.int().positive().nullable(),
  /** How often each row was measured; `null` where it is not told. */
  runs: z.int().positive().nullable(),
});

/** What `study.json` holds. Regular expressions are those of JavaScript, as texts. */
export const StudyFile = z.strictObject({
  title: z.string().min(1),
  sources: z.array(Source).min(1),
  /** The scenarios of its tables, by name. */
  scenarios: z.record(z.string(), z.strictObject({ touchesDatabase: z.boolean() })),
  /** Variants with the framework, driver, pool and queries of a published server; the first fits. */
  counterparts: z.array(
    z.strictObject({ server: pattern, driverAndPool: pattern, variant: z.string() }),
  ),
  /** Who writes the SQL of a row, which no column tells; the first fits. */
  sqlBy: z.array(z.strictObject({ driverAndPool: pattern, by: z.string() })),
  /** The table of the best settings that were found, and which of our cells it may stand beside. */
  best: z.strictObject({
    source: z.string(),
    table: z.string(),
    workload: z.string(),
    endpoint: z.string(),
    /** The variant that counts as 1. */
    reference: z.string(),
  }).optional(),
});

export interface Study extends z.infer<typeof StudyFile> {
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
 * import { readStudies } from "lab/analysis/study.ts";
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
    throw new Error(
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

/** A `study.json`; `place` is for the message. */
export function parseStudy(text: string, place: string): z.infer<typeof StudyFile> {
  const parsed = StudyFile.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Error(`Reading ${place}, field ${path.join(".")}: ${message}; correct it.`);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== null;
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
