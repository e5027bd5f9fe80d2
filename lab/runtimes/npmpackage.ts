/** A package of the npm registry in Deno's own cache, for the program that is in it. */
import { join } from "node:path";
import { call } from "../system/processes/call.ts";
import { explain } from "../system/explain.ts";
import { exists } from "../system/state.ts";

/**
 * Fetches a package and says where it lies.
 *
 * @param specifier with its version: `@oven/bun-linux-x64@1.3.1`
 * @throws GauntletError when it cannot be fetched
 */
export async function npmPackageFolder(specifier: string): Promise<string> {
  const fetched = await call(
    Deno.execPath(),
    ["cache", "--no-lock", "--quiet", `npm:${specifier}/package.json`],
    { env: { NO_COLOR: "1" } },
  );
  const folder = fetched.success ? await folderInCache(specifier) : null;
  if (folder !== null) return folder;
  throw explain(
    `the npm package ${specifier}`,
    fetched.said,
    "set NPM_CONFIG_REGISTRY to a mirror",
  );
}

/** Deno keeps a folder for each registry, and in it one for each package and version. */
async function folderInCache(specifier: string): Promise<string | null> {
  const at = specifier.lastIndexOf("@");
  const [name, version] = [specifier.slice(0, at), specifier.slice(at + 1)];
  const { stdout } = await call(Deno.execPath(), ["info", "--json"]);
  const { npmCache }: { npmCache: string } = JSON.parse(stdout);
  for await (const registry of Deno.readDir(npmCache)) {
    const folder = join(npmCache, registry.name, name, version);
    if (registry.isDirectory && await exists(join(folder, "package.json"))) return folder;
  }
  return null;
}
