/** Node.js of PATH, with the packages of the folder's lock file. */
import type { FoundVariant } from "../../nouns/variant.ts";
import { call } from "../../system/processes/call.ts";
import { build, missingPrograms } from "../building.ts";
import { installPackages, packageVersions } from "../nodepackages.ts";
import type { ProcessRuntime } from "../runtime.ts";

/** The oldest release that is still maintained. */
const OLDEST_MAJOR = 20;

/** Without scripts of packages, and without news. */
export const NPM_CI = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"].concat(
  "--ignore-scripts",
);

export const runtime: ProcessRuntime = {
  kind: "process",
  needs: async (variant) => await nodeNeeds() ?? await missingPrograms(variant),
  prepare: async (variant, say) => {
    await installPackages(variant.folder, "package-lock.json", NPM_CI, say);
    await build(variant, say);
  },
  program: (_variant, word) => Promise.resolve(word),
  // The folder's own, which is hashed with it.
  locks: () => [],
  versions: async (variant: FoundVariant) => ({
    node: (await nodeVersion()) ?? "unknown",
    ...packageVersions(variant),
  }),
};

/** What is missing of Node.js, as in `it needs …`, or `null`. */
export async function nodeNeeds(): Promise<string | null> {
  const version = await nodeVersion();
  const wanted = `Node.js ${OLDEST_MAJOR} or newer with npm`;
  if (version === null) return `${wanted}; install it from your system's packages`;
  return Number(version.split(".")[0]) >= OLDEST_MAJOR
    ? null
    : `${wanted}, and ${version} was found; install it from your system's packages`;
}

async function nodeVersion(): Promise<string | null> {
  const { success, stdout } = await call("node", ["--version"]);
  return success ? stdout.replace(/^v/, "") : null;
}
