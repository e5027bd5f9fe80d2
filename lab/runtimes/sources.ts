/** The sources of a variant: its files, and one hash over them. */
import { createHash, type Hash } from "node:crypto";
import { join, relative } from "node:path";

/** Folders that programs and package clients fill, and that no source is in. */
const FILLED = ["__pycache__", "node_modules", "venv", "target", "dist"];

/** Tests of a program are no part of it. */
const TEST = /[._]test\.[a-z]+$/;

/**
 * The files of a folder and of those below it, sorted; hidden ones, tests and what builds leave are
 * left out.
 */
export async function sourcesOf(folder: string): Promise<string[]> {
  return (await Array.fromAsync(walk(folder))).sort();
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".") || FILLED.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* walk(path);
    else if (entry.isFile && !TEST.test(entry.name)) yield path;
  }
}

/** SHA-256 over files, each with its path from `root` on, and over further texts. */
export async function hashOfFiles(
  root: string,
  files: readonly string[],
  ...texts: string[]
): Promise<string> {
  const hash: Hash = createHash("sha256");
  for (const path of files) hash.update(relative(root, path)).update(await Deno.readFile(path));
  return hash.update(texts.join("\0")).digest("hex");
}
