/**
 * A copy of the pinned Deno for the Jupyter kernel: npx may clear its cache at any time, and a
 * reader's own Deno may be one whose kernel loses outputs. It also makes the scripts of a report's
 * pages, whose packages are fetched now, so that a report needs no network.
 */
import { dirname, join } from "node:path";
import { BUNDLED, bundled, bundleHash } from "../../lab/report/bundle.ts";
import { GauntletError, PINNED_DENO, pinnedDenoPath } from "../../lab/system/state.ts";
import { npmPackageFolder } from "../../lab/runtimes/npmpackage.ts";
import { type Step } from "./step.ts";

const PACKAGES: Record<string, string> = {
  "linux x86_64": "@deno/linux-x64-glibc",
  "linux aarch64": "@deno/linux-arm64-glibc",
  "darwin x86_64": "@deno/darwin-x64",
  "darwin aarch64": "@deno/darwin-arm64",
};

export const deno: Step = {
  name: "deno",
  title: `Deno ${PINNED_DENO}`,
  fingerprint: async () => `${PINNED_DENO} ${pinnedDenoPath()} ${await bundleHash()}`,
  run: async () => {
    const target = pinnedDenoPath();
    await Deno.mkdir(dirname(target), { recursive: true });
    const source = Deno.version.deno === PINNED_DENO ? Deno.execPath() : await fetchPinned();
    await Deno.copyFile(source, `${target}.new`);
    await Deno.chmod(`${target}.new`, 0o755);
    await Deno.rename(`${target}.new`, target);
    await Promise.all(BUNDLED.map(bundled));
  },
};

async function fetchPinned(): Promise<string> {
  const platform = `${Deno.build.os} ${Deno.build.arch}`;
  const name = PACKAGES[platform];
  if (!name) {
    throw new GauntletError(
      `Cannot install Deno ${PINNED_DENO} for ${platform}: it is not published for it; run the task with "npx -y deno@${PINNED_DENO}"`,
    );
  }
  return join(await npmPackageFolder(`${name}@${PINNED_DENO}`), "deno");
}
