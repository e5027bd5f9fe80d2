/**
 * A variant as it was: `flask@main~1` is its folder at that revision of the project's repository, taken
 * from a worktree in the state folder, and everything else as it is now. So two versions of one server
 * are measured in one run.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { FoundVariant } from "../nouns/variant.ts";
import { runtimeNames } from "../runtimes/runtime.ts";
import { call, lastLines } from "../system/processes/call.ts";
import { GauntletError, statePath } from "../system/state.ts";
import { type Catalog, catalog, variantNamed } from "./catalog.ts";
import { declaredVariants } from "./declared.ts";

/** The variant of a name, or as it was at the revision behind its `@`. */
export async function variantAt(name: string, among: Catalog = catalog): Promise<FoundVariant> {
  const [base, revision] = name.split("@") as [string, string?];
  const now = variantNamed(base, among);
  return revision === undefined ? now : await asItWas(now, revision, name);
}

/** Each variant of a list by its name. */
export async function variantsAt(
  names: Iterable<string>,
  among: Catalog = catalog,
): Promise<Map<string, FoundVariant>> {
  const found = new Map<string, FoundVariant>();
  // One after the other: two worktrees of one repository cannot be made at once.
  for (const name of new Set(names)) found.set(name, await variantAt(name, among));
  return found;
}

async function asItWas(now: FoundVariant, revision: string, name: string): Promise<FoundVariant> {
  const problem = (what: string, remedy: string) =>
    new GauntletError(`Cannot find "${name}": ${what}; ${remedy}`);
  const git = (...args: string[]) => call("git", ["-C", now.folder, ...args]);
  const top = await git("rev-parse", "--show-toplevel");
  if (!top.success) {
    throw problem(`${now.folder} is in no git repository`, "commit it first");
  }
  const parsed = await git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`);
  if (!parsed.success) {
    throw problem(`its repository has no revision "${revision}"`, "correct it (see git log)");
  }
  const commit = parsed.stdout;
  const worktree = await worktreeOf(top.stdout, commit);
  const folder = join(
    worktree,
    relative(await Deno.realPath(top.stdout), await Deno.realPath(now.folder)),
  );
  const file = join(folder, "variants.ts");
  if (!existsSync(file)) {
    throw problem(
      `commit ${commit.slice(0, 7)} has no ${relative(worktree, file)}`,
      "choose a later revision",
    );
  }
  const { variants } = await import(pathToFileURL(file).href);
  const then = declaredVariants(
    variants,
    `${relative(worktree, file)} of ${revision}`,
    runtimeNames(),
  )
    .find((variant) => variant.name === now.name);
  if (!then) {
    throw problem(
      `commit ${commit.slice(0, 7)} has no variant "${now.name}" in ${relative(worktree, file)}`,
      "choose a later revision",
    );
  }
  return {
    ...then,
    name,
    title: `${then.title} (${revision})`,
    folder,
    workload: now.workload,
    commit,
  };
}

/** The tree of a commit, checked out once. It is registered nowhere but in the repository itself. */
async function worktreeOf(repository: string, commit: string): Promise<string> {
  const folder = statePath("worktrees", commit.slice(0, 12));
  if (existsSync(join(folder, ".git"))) return folder;
  await Deno.mkdir(dirname(folder), { recursive: true });
  const git = (...args: string[]) => call("git", ["-C", repository, ...args]);
  // One that was deleted by hand with the state folder is still in git's list.
  await git("worktree", "prune");
  const { success, said } = await git("worktree", "add", "--detach", "--force", folder, commit);
  if (success) return folder;
  throw new GauntletError(
    `Cannot check out commit ${commit.slice(0, 7)} of ${repository}: ${lastLines(said, 3)}`,
  );
}
