/** The Deno that runs the lab; packages are those of the nearest `deno.json` and its lock file. */
import { readFileSync } from "node:fs";
import type { FoundVariant } from "../../nouns/variant.ts";
import { build, missingPrograms } from "../building.ts";
import type { ProcessRuntime } from "../runtime.ts";
import { sourcesOf } from "../sources.ts";
import { nearest } from "../nearest.ts";

export const runtime: ProcessRuntime = {
  kind: "process",
  needs: missingPrograms,
  prepare: build,
  program: (_variant, word) => Promise.resolve(word === "deno" ? Deno.execPath() : word),
  locks: ({ folder }) => [nearest(folder, "deno.lock")].filter((path) => path !== null),
  versions,
};

/** Deno's, and those of the packages that the folder's modules import by name. */
async function versions({ folder }: FoundVariant): Promise<Record<string, string>> {
  const config = nearest(folder, "deno.json");
  const imports: Record<string, string> = config === null
    ? {}
    : JSON.parse(readFileSync(config, "utf8")).imports ?? {};
  const used = new Set<string>();
  for (const file of await sourcesOf(folder)) {
    if (!/\.(ts|js|tsx|mts|mjs)$/.test(file)) continue;
    const text = await Deno.readTextFile(file);
    for (const [, name] of text.matchAll(/from "([^"./][^"]*)"/g)) used.add(name!);
  }
  const packages = Object.entries(imports).flatMap(([name, target]) => {
    const version = target.match(/^npm:.*@(\d[^/]*)/)?.[1];
    return used.has(name) && version ? [[`npm:${name}`, version] as const] : [];
  });
  return { deno: Deno.version.deno, ...Object.fromEntries(packages) };
}
