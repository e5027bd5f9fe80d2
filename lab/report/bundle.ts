/**
 * The scripts of pages that use libraries: TypeScript of `browser/` with what it imports, as one text.
 * Made once for each state of its sources, by the pinned Deno, so that a page is the same everywhere.
 * `browser/` has packages and a lock of its own: those of servers are in `deno.lock`, and a page's
 * library is no reason to measure them again.
 */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { explain } from "../system/explain.ts";
import { call } from "../system/processes/call.ts";
import { exists, PINNED_DENO, pinnedDenoPath, statePath } from "../system/state.ts";

const SOURCES = fileURLToPath(new URL("browser/", import.meta.url));
/** What the scripts load beside their own: the colours of figures. */
const SHARED = fileURLToPath(new URL("../figures/frame/", import.meta.url));

/** The pages that have such a script, by the name of its file. */
export const BUNDLED = ["search", "explorer"] as const;
export type BundledScript = typeof BUNDLED[number];

/** What the scripts are made of, as one hash. */
export async function bundleHash(): Promise<string> {
  const hash = createHash("sha256").update(PINNED_DENO);
  const own = (await filesOf(SOURCES)).filter((file) => !file.startsWith(join(SOURCES, "testing")));
  for (const file of [...own, ...await filesOf(SHARED)].sort()) {
    hash.update(`\0${relative(SOURCES, file)}\0`).update(await Deno.readFile(file));
  }
  return hash.digest("hex");
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return (await Promise.all(
    entries.map(({ name, isDirectory }) =>
      isDirectory ? filesOf(join(folder, name)) : [join(folder, name)]
    ),
  )).flat();
}

/**
 * The text of a script, as it stands in a page.
 *
 * @throws GauntletError when its packages cannot be fetched: then it was never made before
 * @example
 * ```ts
 * import { bundled } from "lab/report/bundle.ts";
 * console.log((await bundled("search")).includes("</script")); // false
 * ```
 */
export async function bundled(name: BundledScript): Promise<string> {
  const folder = statePath("page-scripts", (await bundleHash()).slice(0, 16));
  const file = join(folder, `${name}.js`);
  if (!await exists(file)) await make(name, folder, file);
  return await Deno.readTextFile(file);
}

async function make(name: BundledScript, folder: string, file: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  // One at a time, of all tasks: the first one unpacks Deno's bundler, which cannot be unpacked over
  // one that runs.
  using lock = await Deno.open(statePath("page-scripts", "making.lock"), {
    create: true,
    write: true,
  });
  await lock.lock(true);
  if (await exists(file)) return;
  const made = `${file}.${crypto.randomUUID().slice(0, 8)}.js`;
  const deno = Deno.version.deno === PINNED_DENO ? Deno.execPath() : pinnedDenoPath();
  const { success, said } = await call(deno, [
    ...["bundle", "--quiet", "--frozen", "--config", join(SOURCES, "deno.json")],
    ...["--platform", "browser", "--format", "iife", "--minify"],
    ...["--output", made, join(SOURCES, `${name}.ts`)],
  ], { env: { NO_COLOR: "1" } });
  if (!success) {
    throw explain(`the script of the page "${name}"`, said, "set NPM_CONFIG_REGISTRY to a mirror");
  }
  const text = await Deno.readTextFile(made);
  await Deno.remove(made);
  // What ends a script element would end it in a page.
  await Deno.writeTextFile(`${made}.new`, text.trim().replaceAll("</script", "<\\/script"));
  await Deno.rename(`${made}.new`, file);
}
