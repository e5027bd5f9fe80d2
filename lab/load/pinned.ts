/** The versions of the lab's own packages. */
import { join } from "node:path";
import { ROOT } from "../system/state.ts";

/** The version that `deno.json` pins, which its lock file makes the one that is installed. */
export async function pinnedVersion(name: string): Promise<string | null> {
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  return imports[name]?.split("@").at(-1) ?? null;
}
