/**
 * Where things are. The project's folder holds what is kept; the state folder (`.gauntlet`, ignored by
 * git) holds what set-up makes and may be deleted at any time.
 *
 * `GAUNTLET_STATE` and `GAUNTLET_DATA` move the state folder and the data folder elsewhere.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** The only Deno whose Jupyter kernel loses no output in headless execution (2.9 does). */
export const PINNED_DENO = "2.8.1";

const given = (name: string): string | undefined => Deno.env.get(name) || undefined;

/** A path inside the state folder. */
export function statePath(...parts: string[]): string {
  return join(given("GAUNTLET_STATE") ?? join(ROOT, ".gauntlet"), ...parts);
}

/** A path inside the data folder. */
export function dataPath(...parts: string[]): string {
  return join(given("GAUNTLET_DATA") ?? join(ROOT, "data"), ...parts);
}

/** The Python environments: the servers under test and Jupyter's tools never share packages. */
export type PythonEnvironment = "servers" | "jupyter";

/** The folder of a Python environment's programs. */
export function pythonBin(environment: PythonEnvironment): string {
  return statePath("python", environment, "bin");
}

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

/** An error whose message is one sentence for the user: what was being done, the value, the remedy. */
export class GauntletError extends Error {
  override name = "GauntletError";
}
