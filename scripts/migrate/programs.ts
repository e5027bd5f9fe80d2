/**
 * Whether the programs that a run of version 1 measured are those of today: the hash of a variant is
 * made otherwise since, and folders have moved, while a program that is the same to the byte is the
 * same program.
 */
import { basename, join, relative } from "node:path";
import type { FoundVariant } from "../../lab/nouns/variant.ts";
import { sourcesOf } from "../../lab/runtimes/sources.ts";
import { hashOf, workloadNamed } from "../../lab/server/catalog.ts";
import { call } from "../../lab/system/processes/call.ts";
import { ROOT } from "../../lab/system/state.ts";

/** What says how a program is started; its shape has changed, its commands have not. */
const DECLARATION = "variants.ts";
/** Where version 1 had the SQL of the ceiling. */
const CEILING_SQL = "lab/bench/ceiling/shapes.ts";

/**
 * Today's hash of a variant where its program, its lock list and its schema are to the byte what they
 * were at a commit; else `null`.
 *
 * @param commit at which it was measured, in a clean tree
 */
export async function hashIfUnchanged(
  variant: FoundVariant,
  commit: string,
): Promise<string | null> {
  const same = variant.runtime === "sql"
    ? await sameStatements(variant, commit)
    : await sameFiles(variant, commit);
  return same ? await hashOf(variant) : null;
}

async function sameFiles(variant: FoundVariant, commit: string): Promise<boolean> {
  const workload = workloadNamed(variant.workload);
  const now = (await sourcesOf(variant.folder)).filter((path) => basename(path) !== DECLARATION);
  // Version 1 had one workload, and a folder of `servers/` for each framework.
  const old = workload.database === null ? workload.name : basename(variant.folder);
  const then = (await filesAt(commit, `servers/${old}`)).filter((path) =>
    basename(path) !== DECLARATION
  );
  if (now.length !== then.length) return false;
  const pairs = now.map((path) => [path, `servers/${old}/${relative(variant.folder, path)}`]);
  if (workload.database) pairs.push([join(workload.folder, "schema.sql"), "servers/schema.sql"]);
  if (variant.runtime === "python") {
    const lock = "requirements.lock";
    pairs.push([join(workload.folder, lock), `servers/${lock}`]);
  }
  const same = await Promise.all(pairs.map(([path, place]) => isSame(path!, commit, place!)));
  return same.every(Boolean);
}

/** A ceiling is its SQL: each statement must stand in the file that had them. */
async function sameStatements(variant: FoundVariant, commit: string): Promise<boolean> {
  const { success, stdout } = await git("show", `${commit}:${CEILING_SQL}`);
  const written = stdout.replace(/"\s*\+\s*"/g, "").replaceAll("$1", ":author_id");
  const settings = { workers: 1, threads: null, poolMin: 0, poolMax: 1 };
  return success && variant.options!.sql!.every((sql) => {
    const { texts } = variant.statements!({ ...settings, options: { sql } }, 0);
    return texts.every((text) => written.includes(text));
  });
}

async function filesAt(commit: string, folder: string): Promise<string[]> {
  const { stdout } = await git("ls-tree", "-r", "--name-only", commit, "--", folder);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Git names a content by its hash. */
async function isSame(path: string, commit: string, place: string): Promise<boolean> {
  const [now, then] = await Promise.all([
    git("hash-object", path),
    git("rev-parse", "--verify", "--quiet", `${commit}:${place}`),
  ]);
  return now.success && then.success && now.stdout === then.stdout;
}

const git = (...args: string[]) => call("git", ["-C", ROOT, ...args]);
