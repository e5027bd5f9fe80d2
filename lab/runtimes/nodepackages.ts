/** npm packages beside a program: exactly those of its lock file, installed once for each state of it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FoundVariant } from "../nouns/variant.ts";
import { call, lastLines } from "../system/processes/call.ts";
import { GauntletError, statePath } from "../system/state.ts";
import { hashOfFiles } from "./sources.ts";

/** Where it is noted which lock file a folder's packages were installed from. */
const stampOf = async (folder: string, lock: string) => ({
  path: statePath("stamps", `packages-${(await hashOfFiles("/", [], folder)).slice(0, 12)}`),
  text: await hashOfFiles(folder, [join(folder, lock)]),
});

/**
 * Installs the packages of a folder that has a lock file of that name, unless they are there.
 *
 * @param command the package client's, which installs exactly what the lock file says
 * @throws GauntletError with the end of what the client said
 */
export async function installPackages(
  folder: string,
  lock: string,
  command: readonly string[],
  say: (what: string) => void = () => {},
): Promise<void> {
  if (!existsSync(join(folder, lock))) return;
  const stamp = await stampOf(folder, lock);
  const before = await Deno.readTextFile(stamp.path).catch(() => null);
  if (before === stamp.text && existsSync(join(folder, "node_modules"))) return;
  say(`installing the packages of ${lock}`);
  const [program, ...args] = command;
  const { success, said } = await call(program!, args, { cwd: folder });
  if (!success) {
    throw new GauntletError(
      `Cannot install the packages of ${
        join(folder, lock)
      }: ${program} failed; check the network ` +
        `or set NPM_CONFIG_REGISTRY to a mirror, then try again; it ends:\n${lastLines(said)}`,
    );
  }
  await Deno.mkdir(statePath("stamps"), { recursive: true });
  await Deno.writeTextFile(stamp.path, stamp.text);
}

/** The exact versions that a folder's `package.json` asks for. */
export function packageVersions({ folder }: Pick<FoundVariant, "folder">): Record<string, string> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return {};
  const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8"));
  return Object.fromEntries(
    Object.entries<string>(dependencies).map(([name, version]) => [`npm:${name}`, version]),
  );
}
