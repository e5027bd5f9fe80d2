/** What a machine is, and which versions it starts. No names, no paths. */
import os from "node:os";
import type { Environment } from "../nouns/environment.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import { isOptimized } from "../runtimes/kinds/python.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";
import { codeHash } from "../server/code.ts";
import { machineLimits, usableCoreCount } from "../system/limits.ts";
import { machineId } from "../system/machine.ts";
import { projectPath } from "../system/state.ts";
import type { Facts } from "./protocol.ts";

/** What is known of this machine without what runs on it. */
export type MachineAlone = Omit<
  Environment,
  "databaseSettings" | "database" | "codeHash" | "machines"
>;

/** Versions of what variants start. */
export interface StartedVersions {
  versions: Record<string, string>;
  /** Whether their Python is an optimised build; `null` without Python. */
  pythonOptimized: boolean | null;
}

/** Reads the versions of what variants start on this machine. */
export async function startedVersions(variants: readonly FoundVariant[]): Promise<StartedVersions> {
  const versions: Record<string, string> = { deno: Deno.version.deno };
  let pythonOptimized: boolean | null = null;
  for (const variant of variants) {
    const runtime = await runtimeNamed(variant.runtime);
    for (const [name, version] of Object.entries(await runtime.versions(variant))) {
      // Two workloads may have two versions of a package: the second is named with its workload.
      const other = versions[name] !== undefined && versions[name] !== version;
      versions[other ? `${name} (${variant.workload})` : name] = version;
    }
    if (variant.runtime === "python") pythonOptimized ??= await isOptimized(variant);
  }
  return { versions, pythonOptimized };
}

/** Reads what this machine is, and the commit of the project. */
export async function readMachine(): Promise<MachineAlone> {
  const { limits, versions, codeHash: _code, ...machine } = await readFacts("");
  return { ...machine, limits, versions, ...await commitOf(projectPath()) };
}

/**
 * Reads what this machine is, and by which code it measures.
 *
 * @param code its hash, where that is known already
 */
export async function readFacts(code?: string): Promise<Facts> {
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
    codeHash: code ?? await codeHash(),
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
