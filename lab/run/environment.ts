/** The machine and the versions of everything that matters, for `run.json`. No names, no paths. */
import { join } from "node:path";
import os from "node:os";
import { machineId } from "../system/machine.ts";
import { readPython } from "../runtimes/pythonbuild.ts";
import { pythonBin, ROOT } from "../system/state.ts";
import type { Environment } from "../nouns/types.ts";
import type { Database } from "../database/database.ts";

/** npm packages whose version changes a measurement. */
const NPM_PACKAGES = ["autocannon", "postgres"];

/** Python packages whose version changes a measurement. */
const PYTHON_PACKAGES = [
  "django",
  "fastapi",
  "flask",
  "granian",
  "psycopg",
  "psycopg-pool",
  "sqlalchemy",
  "starlette",
  "uvloop",
  "werkzeug",
];

/** What is known of a machine without its database. */
export type Machine = Omit<Environment, "databaseSettings" | "database">;

/** Reads the environment of a run that is about to start. */
export async function readEnvironment(database: Database): Promise<Environment> {
  const machine = await readMachine();
  return {
    ...machine,
    versions: { ...machine.versions, postgresql: database.versionAndSettings.version },
    databaseSettings: database.versionAndSettings.settings,
    database: database.kind,
  };
}

/** Reads what the machine is, the versions of what is installed, and the commit. */
export async function readMachine(): Promise<Machine> {
  const cpus = os.cpus();
  const python = await readPython(join(pythonBin("servers"), "python"));
  return {
    machineId: await machineId(),
    os: await osName(),
    kernel: os.release(),
    architecture: Deno.build.arch,
    cpuModel: cpus[0]?.model.trim() ?? "unknown",
    cpuCoreCount: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30 * 10) / 10,
    versions: {
      deno: Deno.version.deno,
      ...await npmVersions(),
      ...(python ? { python: python.version, ...await pythonPackages() } : {}),
    },
    ...(python ? { pythonOptimized: python.optimized } : {}),
    ...await commitOf(ROOT),
  };
}

async function osName(): Promise<string> {
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  return release.match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1] ?? Deno.build.os;
}

async function npmVersions(): Promise<Record<string, string>> {
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  return Object.fromEntries(
    NPM_PACKAGES.map((name) => [`npm:${name}`, imports[name]?.split("@").at(-1) ?? "unknown"]),
  );
}

/** The environment is installed from the lock list with hashes, so the list is what is installed. */
async function pythonPackages(): Promise<Record<string, string>> {
  const lock = await Deno.readTextFile(join(ROOT, "servers", "requirements.lock"));
  return Object.fromEntries(PYTHON_PACKAGES.map((name) => [
    name,
    lock.match(new RegExp(`^${name}==([^\\s;\\\\]+)`, "m"))?.[1] ?? "unknown",
  ]));
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
