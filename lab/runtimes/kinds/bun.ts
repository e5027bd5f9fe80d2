/** Bun, whose program is an npm package; it is fetched when the first variant asks for it. */
import { join } from "node:path";
import { build, missingPrograms } from "../building.ts";
import { installPackages, packageVersions } from "../nodepackages.ts";
import { npmPackageFolder } from "../npmpackage.ts";
import { madeFolder, madeOnce } from "../once.ts";
import type { ProcessRuntime } from "../runtime.ts";

export const BUN_VERSION = "1.4.5";

const PACKAGES: Record<string, string> = {
  "linux x86_64": "@oven/bun-linux-x64",
  "linux aarch64": "@oven/bun-linux-aarch64",
  "darwin x86_64": "@oven/bun-darwin-x64",
  "darwin aarch64": "@oven/bun-darwin-aarch64",
};
const packageName = () => PACKAGES[`${Deno.build.os} ${Deno.build.arch}`];
const program = () => join(madeFolder("bun", BUN_VERSION), "bun");

export const runtime: ProcessRuntime = {
  kind: "process",
  needs: async (variant) =>
    packageName()
      ? await missingPrograms(variant)
      : `Bun, which is not published for ${Deno.build.os} ${Deno.build.arch}`,
  prepare: async (variant, say) => {
    await madeOnce("bun", BUN_VERSION, async (folder) => {
      say(`fetching Bun ${BUN_VERSION}`);
      const fetched = await npmPackageFolder(`${packageName()}@${BUN_VERSION}`);
      await Deno.copyFile(join(fetched, "bin", "bun"), join(folder, "bun"));
      await Deno.chmod(join(folder, "bun"), 0o755);
    });
    const install = [
      program(),
      "install",
      "--frozen-lockfile",
      "--no-progress",
      "--ignore-scripts",
    ];
    await installPackages(variant.folder, "bun.lock", install, say);
    await build(variant, say);
  },
  program: (_variant, word) => Promise.resolve(word === "bun" ? program() : word),
  locks: () => [],
  versions: (variant) => Promise.resolve({ bun: BUN_VERSION, ...packageVersions(variant) }),
};
