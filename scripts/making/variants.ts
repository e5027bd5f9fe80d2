/** Folders of variants: found by what they are called, copied, renamed. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FoundVariant } from "../../lab/nouns/variant.ts";
import { nearest } from "../../lab/runtimes/nearest.ts";
import { runtimeNames } from "../../lab/runtimes/runtime.ts";
import { catalog } from "../../lab/server/catalog.ts";
import { declaredVariants } from "../../lab/server/declared.ts";
import { closestTo } from "../../lab/text/closest.ts";
import { GauntletError, isOwnProject } from "../../lab/system/state.ts";
import { copySources } from "./files.ts";

/** A folder with a `variants.ts`. */
export interface VariantFolder {
  folder: string;
  workload: string;
  /** `flask`, as it is named; `quotes/flask` where several workloads have one. */
  name: string;
  variants: string[];
}

/** All folders of variants: those of the project, and the lab's behind them. */
export function variantFolders(): VariantFolder[] {
  const byFolder = Map.groupBy(catalog.variants.values(), ({ folder }) => folder);
  return [...byFolder].map(([folder, variants]) => ({
    folder,
    workload: variants[0]!.workload,
    name: basename(folder),
    variants: variants.map(({ name }: FoundVariant) => name),
  }));
}

/**
 * The folder that is meant by `flask`, `quotes/flask` or the name of one of its variants.
 *
 * @param workload which one, where it is said
 * @throws GauntletError with what to write where several are meant, or what was likely meant
 */
export function folderNamed(like: string, workload?: string): VariantFolder {
  const all = variantFolders().filter((each) =>
    workload === undefined || each.workload === workload
  );
  const found = all.filter(({ name, workload, variants }) =>
    [name, `${workload}/${name}`, ...variants].includes(like)
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    throw new GauntletError(
      `Cannot tell what is like "${like}": there are ` +
        `${
          found.map(({ workload, name }) => `${workload}/${name}`).join(" and ")
        }; write one of them`,
    );
  }
  const known = [...new Set(all.flatMap(({ name, variants }) => [name, ...variants]))];
  throw new GauntletError(
    `Cannot find "${like}"${workload === undefined ? "" : ` of the workload ${workload}`}: ` +
      closestTo(like, known, "deno task variants"),
  );
}

/**
 * Copies a folder of variants and gives them names that begin with that of the copy; a single one gets
 * that name.
 *
 * @returns their names
 */
export async function copyVariants(
  { folder, name: like, variants }: VariantFolder,
  to: string,
  name: string,
): Promise<string[]> {
  const ownName = (old: string) => variants.length === 1 ? name : renamedFrom(old, like, name);
  const renamed = new Map(variants.map((old) => [old, ownName(old)]));
  await copySources(folder, to, (text, path) => {
    if (path !== "variants.ts") return text;
    return [...renamed].reduce((all, [old, own]) => all.replaceAll(`"${old}"`, `"${own}"`), text);
  });
  await copyLocks(folder, to);
  const names = await variantsIn(to);
  const taken = names.find((each) => catalog.variants.has(each));
  if (taken === undefined) return names;
  await Deno.remove(to, { recursive: true });
  throw new GauntletError(
    `Cannot make "${name}" like "${like}": there is a variant "${taken}"; choose another name`,
  );
}

/** `flask-sqlalchemy` of `flask` becomes `mine-sqlalchemy` of `mine`, and `flask` becomes `mine`. */
function renamedFrom(old: string, like: string, name: string): string {
  if (old === like) return name;
  return `${name}-${old.startsWith(`${like}-`) ? old.slice(like.length + 1) : old}`;
}

/** In another repository the lock list above the folder is out of reach: it goes along. */
async function copyLocks(from: string, to: string): Promise<void> {
  if (!isOwnProject()) return;
  const lock = nearest(from, "requirements.lock");
  if (lock === null || nearest(to, "requirements.lock") !== null) return;
  for (const name of ["requirements.lock", "requirements.in"]) {
    const file = join(dirname(lock), name);
    if (existsSync(file)) await Deno.copyFile(file, join(to, name));
  }
}

/** The names of the variants that a folder declares now. */
export async function variantsIn(folder: string): Promise<string[]> {
  const file = join(folder, "variants.ts");
  // Written a moment ago: a module of that name may have been read before.
  const { variants } = await import(`${pathToFileURL(file).href}?${crypto.randomUUID()}`);
  return declaredVariants(variants, file, runtimeNames()).map(({ name }) => name);
}
