/** The machine and the versions of everything that matters, for `run.json`. No names, no paths. */
import os from "node:os";
import type { Environment } from "../nouns/environment.ts";
import { isOptimized } from "../runtimes/kinds/python.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";
import { machineLimits, usableCoreCount } from "../system/limits.ts";
import { machineId } from "../system/machine.ts";
import { projectPath } from "../system/state.ts";
import { codeHash } from "./code.ts";
import type { Stage } from "./stage.ts";

/** What is known of a machine without what runs on it. */
export type Machine = Omit<Environment, "databaseSettings" | "database">;

/** Reads the environment of a run that is about to start, with the versions of all that it starts. */
export async function readEnvironment({ database, variants }: Stage): Promise<Environment> {
  const machine = await readMachine();
  const versions: Record<string, string> = { ...machine.versions };
  let optimized: boolean | null = null;
  for (const variant of variants) {
    const runtime = await runtimeNamed(variant.runtime);
    for (const [name, version] of Object.entries(await runtime.versions(variant))) {
      // Two workloads may have two versions of a package: the second is named with its workload.
      const other = versions[name] !== undefined && versions[name] !== version;
      versions[other ? `${name} (${variant.workload})` : name] = version;
    }
    if (variant.runtime === "python") optimized ??= await isOptimized(variant);
  }
  const settings = database?.versionAndSettings;
  return {
    ...machine,
    versions: { ...versions, ...(settings ? { postgresql: settings.version } : {}) },
    ...(optimized === null ? {} : { pythonOptimized: optimized }),
    codeHash: await codeHash(),
    databaseSettings: settings?.settings ?? {},
    database: database?.kind ?? "none",
  };
}

/** Reads what the machine is, and the commit of the project. */
export async function readMachine(): Promise<Machine> {
  const limits = machineLimits();
  return {
    machineId: await machineId(),
    os: await osName(),
    kernel: os.release(),
    architecture: Deno.build.arch,
    cpuModel: os.cpus()[0]?.model.trim() ?? "unknown",
    cpuCoreCount: usableCoreCount(limits),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30 * 10) / 10,
    limits,
    versions: { deno: Deno.version.deno },
    ...await commitOf(projectPath()),
  };
}

async function osName(): Promise<string> {
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  return release.match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1] ?? Deno.build.os;
}

/** The commit and whether the tree was clean; `null` where this is no checkout. */
async function commitOf(
  folder: string,
): Promise<{ commit: string | null; treeClean: boolean | null }> {
  const git = async (...args: string[]) => {
    const output = await new Deno.Command("git", { args, cwd: folder, stderr: "null" }).output();
    return output.success ? new TextDecoder().decode(output.stdout).trim() : null;
  };
  try {
    const commit = await git("rev-parse", "HEAD");
    // Runs and reports come and go; what is measured is the rest.
    const changes = await git("status", "--porcelain", "--", ".", ":!data", ":!notebooks");
    return { commit, treeClean: changes === null ? null : changes === "" };
  } catch {
    return { commit: null, treeClean: null };
  }
}
