/**
 * The catalog: every workload and every variant, found by their folders being there. Read once, when
 * the lab is imported, so that a misspelt name is told at the line that has it.
 *
 * `servers/<workload>/workload.ts`, and `variants.ts` in any folder of it, or beside it.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { closestTo } from "../text/closest.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { runtimeNamed, runtimeNames } from "../runtimes/runtime.ts";
import { hashOfFiles, sourcesOf } from "../runtimes/sources.ts";
import { GauntletError, isOwnProject, projectPath, ROOT } from "../system/state.ts";
import { declaredVariants, declaredWorkload } from "./declared.ts";

export interface Catalog {
  workloads: Map<string, FoundWorkload>;
  /** With those of the lab behind those of somebody's own project. */
  variants: Map<string, FoundVariant>;
  /** The names of the project's own: what is listed, checked and reported. */
  listed: string[];
  /** Files that could not be read, a sentence each. */
  problems: string[];
}

/**
 * What a folder of workloads holds.
 *
 * @param known workloads that stand elsewhere: a folder of such a name has more servers of it
 */
export async function readCatalog(
  servers: string,
  known: ReadonlyMap<string, FoundWorkload> = new Map(),
): Promise<Catalog> {
  const found: Catalog = { workloads: new Map(), variants: new Map(), listed: [], problems: [] };
  for (const folder of foldersIn(servers)) {
    const name = basename(folder);
    const file = join(folder, "workload.ts");
    const elsewhere = existsSync(file) ? undefined : known.get(name);
    if (!existsSync(file) && elsewhere === undefined) {
      found.problems.push(...strayIn(servers, folder));
      continue;
    }
    await noting(found, async () => {
      const workload = elsewhere ??
        declaredWorkload((await load(file)).workload, shown(servers, file));
      found.workloads.set(name, { folder, ...workload, name });
      for (const place of [folder, ...foldersIn(folder)]) {
        await noting(found, () => addVariants(found, servers, place, name));
      }
    });
  }
  found.listed = [...found.variants.keys()];
  return found;
}

/** Servers that stand in no workload: nobody could know what to ask them. */
function strayIn(servers: string, folder: string): string[] {
  return [folder, ...foldersIn(folder)]
    .map((place) => join(place, "variants.ts")).filter((file) => existsSync(file))
    .map((file) =>
      `Cannot read ${shown(servers, file)}: ${
        shown(servers, folder)
      } has no workload.ts, which says ` +
      `what servers are asked; move the folder into that of a workload, or write one`
    );
}

async function addVariants(found: Catalog, servers: string, folder: string, workload: string) {
  const file = join(folder, "variants.ts");
  if (!existsSync(file)) return;
  const { endpoints } = found.workloads.get(workload)!;
  const place = shown(servers, file);
  const variants = declaredVariants((await load(file)).variants, place, runtimeNames());
  for (const variant of variants) {
    const twin = found.variants.get(variant.name);
    if (twin) {
      throw new GauntletError(
        `Cannot read ${place}: "${variant.name}" is in ${
          shown(servers, twin.folder)
        } too; rename one`,
      );
    }
    const unknown = variant.endpoints.find((endpoint) => !endpoints[endpoint]);
    if (unknown !== undefined) {
      throw new GauntletError(
        `Cannot read ${place}: "${variant.name}" answers "${unknown}", which is no endpoint of the ` +
          `workload ${workload}; ${closestTo(unknown, Object.keys(endpoints))}`,
      );
    }
    found.variants.set(variant.name, { ...variant, folder, workload });
  }
}

/** A folder that cannot be read is told to whoever asks for it, and takes nothing from the others. */
async function noting(found: Catalog, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    found.problems.push((error as Error).message);
  }
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new GauntletError(
      `Cannot read ${file}: ${(error as Error).message.split("\n")[0]}; correct it`,
    );
  }
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isDirectory }) => isDirectory && !/^[._]|^node_modules$/.test(name))
    .map(({ name }) => join(folder, name)).sort();
}

const shown = (servers: string, path: string) => relative(dirname(servers), path);

/** The project's own servers, and behind them the lab's where the project is another. */
async function wholeCatalog(): Promise<Catalog> {
  if (!isOwnProject()) return await readCatalog(projectPath("servers"));
  const lab = await readCatalog(join(ROOT, "servers"));
  const own = await readCatalog(projectPath("servers"), lab.workloads);
  return {
    workloads: new Map([...lab.workloads, ...own.workloads]),
    variants: new Map([
      ...own.variants,
      ...[...lab.variants].filter(([name]) => !own.variants.has(name)),
    ]),
    listed: own.listed,
    problems: own.problems,
  };
}

/** Everything that there is. */
export const catalog: Catalog = await wholeCatalog();

/** The variant of a name, or one sentence with what was likely meant. */
export function variantNamed(name: string, among: Catalog = catalog): FoundVariant {
  const variant = among.variants.get(name);
  if (variant) return variant;
  throw new GauntletError(
    [
      `Cannot find the variant "${name}": ${
        closestTo(name, [...among.variants.keys()], "deno task variants")
      }`,
      ...among.problems,
    ].join("\n"),
  );
}

/** The workload of a name, or one sentence with what was likely meant. */
export function workloadNamed(name: string, among: Catalog = catalog): FoundWorkload {
  const workload = among.workloads.get(name);
  if (workload) return workload;
  throw new GauntletError(
    [
      `Cannot find the workload "${name}": ${closestTo(name, [...among.workloads.keys()])}`,
      ...among.problems,
    ].join("\n"),
  );
}

/** What a variant lacks on this machine, or `null` when it can run. */
export async function whatItNeeds(variant: FoundVariant): Promise<string | null> {
  return await (await runtimeNamed(variant.runtime)).needs(variant);
}

/** SHA-256 of what a variant's behaviour depends on: its folder, lock list, workload and schema. */
export async function hashOf(variant: FoundVariant, among: Catalog = catalog): Promise<string> {
  const workload = workloadNamed(variant.workload, among);
  const { locks } = await runtimeNamed(variant.runtime);
  const own = await sourcesOf(variant.folder);
  const beside = (await sourcesOf(workload.folder)).filter((path) =>
    dirname(path) === workload.folder && /\.(ts|sql|json)$/.test(path)
  );
  // Each with its path within its own folder: the same folder of another commit has the same hash.
  return await hashOfFiles(
    "/",
    [],
    ...await Promise.all([
      hashOfFiles(variant.folder, own, variant.url ?? ""),
      hashOfFiles(workload.folder, beside.filter((path) => !own.includes(path))),
      ...locks(variant).map((lock) => hashOfFiles(dirname(lock), [lock])),
    ]),
  );
}
