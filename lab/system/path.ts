/** Programs on PATH. */
import { delimiter, isAbsolute, join } from "node:path";
import { exists } from "./state.ts";

/**
 * All programs of a name, in the order of PATH; a folder that goes by two names counts once.
 *
 * @example
 * ```ts
 * import { programsOnPath } from "lab/system/path.ts";
 * console.log(await programsOnPath("no-such-program")); // []
 * ```
 */
export async function programsOnPath(
  name: string,
  path: string = Deno.env.get("PATH") ?? "",
): Promise<string[]> {
  if (isAbsolute(name)) return [name];
  const programs = new Map<string, string>();
  for (const folder of path.split(delimiter)) {
    const real = await Deno.realPath(folder).catch(() => null);
    const program = join(folder, name);
    if (real === null || programs.has(real) || !await exists(program)) continue;
    programs.set(real, program);
  }
  return [...programs.values()];
}

/** The first program of a name, or `null`. */
export async function onPath(name: string): Promise<string | null> {
  return (await programsOnPath(name))[0] ?? null;
}
