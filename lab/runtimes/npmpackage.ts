/** A package of the npm registry in Deno's own cache, for the program that is in it. */
import { dirname } from "node:path";
import { call, lastLines } from "../system/call.ts";
import { GauntletError } from "../system/state.ts";

/**
 * Fetches a package and says where it lies.
 *
 * @param specifier with its version: `@oven/bun-linux-x64@1.3.1`
 * @throws GauntletError when it cannot be fetched
 */
export async function npmPackageFolder(specifier: string): Promise<string> {
  const file = `npm:${specifier}/package.json`;
  const fetched = await call(Deno.execPath(), ["cache", "--no-lock", "--quiet", file], {
    env: { NO_COLOR: "1" },
  });
  // Where the cache is only Deno knows; it tells by resolving the file.
  const where = `console.log(import.meta.resolve(${JSON.stringify(file)}))`;
  const asked = fetched.success
    ? await call(Deno.execPath(), ["eval", "--no-lock", where], { env: { NO_COLOR: "1" } })
    : fetched;
  if (asked.success && asked.stdout.startsWith("file:")) {
    return dirname(new URL(asked.stdout).pathname);
  }
  throw new GauntletError(
    `Cannot fetch the npm package ${specifier}: ${lastLines(asked.said, 3)}; ` +
      `check the network or set NPM_CONFIG_REGISTRY to a mirror, then try again`,
  );
}
