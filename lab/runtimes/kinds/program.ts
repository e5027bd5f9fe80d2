/** A program of its own: built once by the variant's `build`, or there already. */
import { isAbsolute, join } from "node:path";
import type { FoundVariant } from "../../nouns/variant.ts";
import { call } from "../../system/processes/call.ts";
import { exists } from "../../system/state.ts";
import { build, buildFolder, missingPrograms } from "../building.ts";
import type { ProcessRuntime } from "../runtime.ts";

export const runtime: ProcessRuntime = {
  kind: "process",
  needs: missingPrograms,
  prepare: build,
  program,
  locks: () => [],
  versions,
};

/** In what was built, in the variant's folder, or on PATH, in this order. */
async function program(variant: FoundVariant, word: string): Promise<string> {
  if (isAbsolute(word)) return word;
  for (const folder of [await buildFolder(variant), variant.folder]) {
    if (folder !== null && await exists(join(folder, word))) return join(folder, word);
  }
  return word;
}

/** Of the programs that it needs, and of the modules that a `go.mod` asks for itself. */
async function versions(variant: FoundVariant): Promise<Record<string, string>> {
  const programs = await Promise.all((variant.needs ?? []).map(async (name) => {
    const version = await versionOf(name);
    return version === null ? [] : [[name, version] as const];
  }));
  return Object.fromEntries([...programs.flat(), ...await modulesOf(variant.folder)]);
}

/** `--version`, or `version` where it does not know that. */
async function versionOf(name: string): Promise<string | null> {
  for (const word of ["--version", "version"]) {
    const { success, said } = await call(name, [word]);
    const number = said.match(/\d+\.\d+(\.\d+)?/);
    if (success && number) return number[0];
  }
  return null;
}

async function modulesOf(folder: string): Promise<[string, string][]> {
  const text = await Deno.readTextFile(join(folder, "go.mod")).catch(() => "");
  return [...text.matchAll(/^(?:require)?\s+([\w./-]+) v(\S+)$/gm)]
    .map(([, name, version]) => [`go:${name}`, version!]);
}
