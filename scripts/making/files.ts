/** Files that a task makes: copies of a folder or of a template, with what is another there. */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { sourcesOf } from "../../lab/runtimes/sources.ts";
import { GauntletError, isOwnProject, projectPath, ROOT } from "../../lab/system/state.ts";

/** A folder in `scripts/templates/`. */
export const templateFolder = (name: string): string =>
  fileURLToPath(new URL(`../templates/${name}/`, import.meta.url));

/** Says what is to be made and takes its name as it must be. */
export function checkedName(name: string | undefined, task: string, usage: string): string {
  const problem = name === undefined
    ? "a name is needed"
    : /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)
    ? null
    : `"${name}" is not words-in-kebab-case`;
  if (problem === null) return name!;
  throw new GauntletError(`Cannot make ${task}: ${problem}; ${usage}`);
}

/** Throws where a folder is there already. */
export function checkFree(folder: string, what: string): void {
  if (!existsSync(folder)) return;
  throw new GauntletError(
    `Cannot make ${what}: ${relative(projectPath(), folder)} is there; choose another name`,
  );
}

/**
 * How a file of the project imports a module of the lab: by its way there, or by the name that
 * `deno.json` has.
 */
export function labFrom(file: string, module = "mod.ts"): string {
  if (isOwnProject()) return module === "mod.ts" ? "lab" : `lab/${module}`;
  return relative(dirname(file), join(ROOT, "lab", module));
}

/** Gives a copied file's text; its path is that within the folder. */
export type Edit = (text: string, path: string) => string;

/**
 * Copies the sources of a folder: neither what is hidden nor what tools left there. Modules among them
 * import the lab from where they are now.
 *
 * @param wanted which of them, by their paths within the folder
 */
export async function copySources(
  from: string,
  to: string,
  edit: Edit = (text) => text,
  wanted: (path: string) => boolean = () => true,
): Promise<void> {
  for (const file of await sourcesOf(from)) {
    const path = relative(from, file);
    if (!wanted(path)) continue;
    const copy = join(to, path);
    await Deno.mkdir(dirname(copy), { recursive: true });
    // Also its mode: a script stays one that can be run.
    await Deno.copyFile(file, copy);
    const text = await textOf(file);
    if (text === null) continue;
    const edited = edit(copy.endsWith(".ts") ? withLab(text, file, copy) : text, path);
    if (edited !== text) await Deno.writeTextFile(copy, edited);
  }
}

/** A module with its imports of the lab as they read where its copy is. */
const withLab = (text: string, file: string, copy: string): string =>
  text.replace(/\bfrom "([^"]+)"/g, (whole, specifier) => {
    const module = moduleOfLab(specifier, file);
    return module === null ? whole : `from "${labFrom(copy, module)}"`;
  });

/** `nouns/random.ts` for `lab/nouns/random.ts` and for the way there from a file; else `null`. */
function moduleOfLab(specifier: string, file: string): string | null {
  if (specifier === "lab") return "mod.ts";
  if (specifier.startsWith("lab/")) return specifier.slice("lab/".length);
  const path = relative(join(ROOT, "lab"), join(dirname(file), specifier));
  return !specifier.startsWith("../") || path.startsWith("..") ? null : path;
}

/** `null` where it is no text. */
async function textOf(file: string): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The word that stands in templates for the name. */
export const named = (text: string, name: string): string => text.replace(/\bexample\b/g, name);
