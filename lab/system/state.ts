/**
 * Where things are. A project is a folder with `servers`, `notebooks` and `data`: the lab's own
 * checkout, or somebody's repository. The state folder (`.gauntlet` in the lab's checkout, ignored by
 * git) holds what set-up makes and may be deleted at any time.
 *
 * `GAUNTLET_PROJECT` names the project; without it, it is the nearest folder above the working
 * directory that looks like one, and else the lab's own. `GAUNTLET_STATE` and `GAUNTLET_DATA` move the
 * state folder and the data folder elsewhere.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export { GauntletError } from "../nouns/error.ts";

/** The lab's own checkout. */
export const ROOT: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The only Deno whose Jupyter kernel loses no output in headless execution (2.9 does). */
export const PINNED_DENO = "2.8.1";

/** The environment variable that names the project. */
export const PROJECT_VARIABLE = "GAUNTLET_PROJECT";

const given = (name: string): string | undefined => Deno.env.get(name) || undefined;

/** A path inside the project that is worked on. */
export function projectPath(...parts: string[]): string {
  const named = given(PROJECT_VARIABLE);
  return join(named ? resolve(named) : projectAbove(Deno.cwd()) ?? ROOT, ...parts);
}

/** Whether the project is somebody's own, and the lab's servers and notebooks are examples only. */
export const isOwnProject = (): boolean => projectPath() !== join(ROOT);

function projectAbove(folder: string): string | null {
  const looksLikeOne = ["servers", "notebooks"].every((name) => existsSync(join(folder, name)));
  if (looksLikeOne) return folder;
  const above = dirname(folder);
  return above === folder ? null : projectAbove(above);
}

/** A path inside the state folder. */
export function statePath(...parts: string[]): string {
  return join(given("GAUNTLET_STATE") ?? join(ROOT, ".gauntlet"), ...parts);
}

/** A path inside the data folder. */
export function dataPath(...parts: string[]): string {
  return join(given("GAUNTLET_DATA") ?? projectPath("data"), ...parts);
}

/** The folder of the programs of Jupyter's own Python environment. */
export const jupyterBin = (): string => statePath("jupyter", "bin");

/** The copy of the pinned Deno that the kernelspec names; npx may clear its own cache at any time. */
export function pinnedDenoPath(): string {
  return statePath("deno", PINNED_DENO, "deno");
}

/** Whether a file or folder is there. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
