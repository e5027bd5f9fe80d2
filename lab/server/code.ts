/** Which code measures: one hash, by which runs are told to be of the same lab and the same servers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hashOfFiles, sourcesOf } from "../runtimes/sources.ts";
import { projectPath, ROOT } from "../system/state.ts";

/** What is no part of what measures, whatever folder it stands in: pages, notebooks, pictures of tests. */
const NO_CODE = /\.(md|ipynb|snap)$|\/(__snapshots__|testing)\//;

/** Folders of `lab/` that read and show what was measured: no process that measures loads them. */
export const READERS = [
  ...["analysis/lint", "analysis/models", "conformance", "figures", "notebook", "report"],
].map((folder) => `lab/${folder}/`);

/**
 * SHA-256 over the files of `lab/` and `servers/` without their tests and pages, and without the folders
 * that only read what was measured, and over the lock files: those of servers stand among them,
 * `deno.lock` above. What claims are judged by is in it, since a run goes on until they are decided. With a project of one's own, its
 * servers too. The same in every checkout: a file counts by its path from the project's folder on and by
 * its bytes.
 *
 * @param roots the folders that have `lab`, `servers` and locks; default: the lab's, and the project's
 * @example
 * ```ts
 * import { codeHash } from "lab/server/code.ts";
 * console.log((await codeHash()).length); // 64
 * ```
 */
export async function codeHash(
  roots: readonly string[] = [...new Set([join(ROOT), projectPath()])],
): Promise<string> {
  return await hashOfFiles("/", [], ...await Promise.all(roots.map(hashOfRoot)));
}

async function hashOfRoot(root: string): Promise<string> {
  const folders = ["lab", "servers"].map((name) => join(root, name)).filter(existsSync);
  const files = (await Promise.all(folders.map(sourcesOf))).flat()
    .filter((path) => !NO_CODE.test(path.slice(root.length)))
    .filter((path) => !READERS.some((folder) => path.startsWith(join(root, folder))));
  const lock = [join(root, "deno.lock")].filter(existsSync);
  return await hashOfFiles(root, [...files, ...lock]);
}
