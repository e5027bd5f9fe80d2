/** Which runs an execution of notebooks has shown, so that a report can give their trials. */
import { join } from "node:path";
import { exists } from "../system/state.ts";

/** The environment variable that names a folder for it; without it nothing is noted. */
export const SHOWN_VARIABLE = "GAUNTLET_SHOWN";

/**
 * Notes that a run was shown.
 *
 * @example
 * ```ts
 * import { noteShown, SHOWN_VARIABLE, shownRuns } from "lab/store/shown.ts";
 * const folder = await Deno.makeTempDir();
 * Deno.env.set(SHOWN_VARIABLE, folder);
 * await noteShown("2026-11-25-mine-a1b2c3");
 * console.log(await shownRuns(folder)); // ["2026-11-25-mine-a1b2c3"]
 * ```
 */
export async function noteShown(runId: string): Promise<void> {
  const folder = Deno.env.get(SHOWN_VARIABLE);
  if (!folder) return;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, encodeURIComponent(runId)), "");
}

/** The ids of the runs that were shown, in the order of their names. */
export async function shownRuns(folder: string): Promise<string[]> {
  if (!await exists(folder)) return [];
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => decodeURIComponent(name));
  return names.sort();
}
