/** Files of an older version as they are read, checked and replaced. */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { join } from "node:path";
import type { z } from "zod";
import { SCHEMA_VERSION } from "../../lab/nouns/version.ts";
import { unstamped } from "../../lab/store/checksum.ts";
import { entriesOf, isThere, textIn } from "../../lab/store/files.ts";
import { parseJson } from "../../lab/store/json.ts";
import { GauntletError } from "../../lab/system/state.ts";

// deno-lint-ignore no-explicit-any -- whatever an older lab wrote: checked once it is of this version
export type Older = Record<string, any>;

/** A file of which nothing but the version has changed; whether it was an older one. */
export async function raise<T extends object>(
  file: string,
  schema: z.ZodType<T>,
  written: (value: object, indent: number) => string = (value, indent) =>
    JSON.stringify(value, null, indent),
): Promise<boolean> {
  if (!isThere(file)) return false;
  const older = await read(file);
  if (!isOlder(older, file)) return false;
  const newer = checked(schema, { ...older, schemaVersion: SCHEMA_VERSION }, file);
  await replace(file, written(newer, 2) + "\n");
  return true;
}

export function isOlder({ schemaVersion }: Older, file: string): boolean {
  if (schemaVersion === 1 || schemaVersion === SCHEMA_VERSION) return schemaVersion === 1;
  throw new GauntletError(
    `Cannot migrate ${file}: its schemaVersion is ${schemaVersion}, and this lab knows 1 and ` +
      `${SCHEMA_VERSION}; use a lab that writes version ${schemaVersion}`,
  );
}

export const REMEDY = "restore the file";

export const read = async (file: string): Promise<Older> =>
  parsed(await textIn(file, { place: file, remedy: REMEDY }), file);

/** Of whatever version it is. */
export function parsed(text: string, place: string): Older {
  const { text: unsummed, isRight } = unstamped(text);
  try {
    const value = JSON.parse(unsummed);
    if (typeof value === "object" && value !== null && isRight !== false) return value;
  } catch {
    // Said below.
  }
  const what = isRight === false ? "its checksum is that of another text" : "it is no JSON object";
  throw new GauntletError(`Cannot migrate ${place}: ${what}; ${REMEDY}`);
}

/** Refuses what is not of a shape, of whatever version. */
export function shaped(schema: z.ZodType, value: Older, place: string): Older {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return value;
  throw new GauntletError(
    `Cannot migrate ${place}, field ${issue.path.join(".")}: ${issue.message}; ${REMEDY}`,
  );
}

export const checked = <T extends object>(schema: z.ZodType<T>, value: unknown, place: string): T =>
  parseJson(schema, JSON.stringify(value), place, REMEDY);

/** A reader sees the old file or the new one, never half of it. */
export const replace = (file: string, text: string): Promise<void> => writeFileAtomic(file, text);

export async function jsonFiles(folder: string): Promise<string[]> {
  if (!isThere(folder)) return [];
  const where = { place: folder, remedy: "make it a folder that this user may read" };
  return (await entriesOf(folder, where)).map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort().map((name) => join(folder, name));
}
