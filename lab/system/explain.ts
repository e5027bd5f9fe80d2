/** What package clients complain of, in a sentence. */
import { constants } from "node:os";
import { GauntletError } from "./state.ts";

/** What a package client's complaint means, in a sentence. */
export function explain(what: string, said: string, mirror: string): GauntletError {
  const reasons: [RegExp, string][] = [
    [/no space left|ENOSPC|os error 28/i, "the disk is full; free some room"],
    [
      /resol|dns|network is unreachable|connection refused|connecterror|connect error|error sending request|newconnectionerror|timed out|max retries|tunnel|proxy/i,
      `the package registry is out of reach; check the network or ${mirror}`,
    ],
    [
      /hash|integrity|checksum/i,
      "a package does not match its lock file; the registry's copy may be corrupt",
    ],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(said))?.[1];
  const lastLines = said.split("\n").slice(-6).join("\n");
  return new GauntletError(
    reason
      ? `Cannot install ${what}: ${reason}, then run the task again`
      : `Cannot install ${what}; the installer said:\n${lastLines}`,
  );
}

/** What the kernel refuses, by its code, and what to do about it. */
export const REFUSALS = {
  ENOSPC: "the disk is full; free some room",
  EDQUOT: "no more may be written by this user; free some room",
  EROFS: "it is on a disk that is read only; make it writable",
  EACCES: "this user may not; change its rights or its owner",
  EPERM: "this user may not; change its rights or its owner",
  EMFILE: "this process has too many files open; raise the limit (ulimit -n)",
  ENFILE: "this machine has too many files open; end other programs",
  EIO: "the disk failed; see whether it is broken",
} as const satisfies Record<string, string>;

/**
 * What the machine refused, in a sentence; `null` for an error that is a fault of the lab.
 *
 * @example
 * ```ts
 * import { refusalOf } from "lab/system/explain.ts";
 * const full = Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
 * console.log(refusalOf(full)); // Cannot write or read a file: the disk is full; free some room
 * ```
 */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code = "" } = error as Error & { code?: string };
  return refusalOfFile(code, error.message.match(/'([^']+)'/)?.[1]);
}

/**
 * What the machine refused a Python program that ended with its traceback, in a sentence; `null` where
 * it ended for another reason.
 *
 * @param log its last lines
 * @example
 * ```ts
 * import { refusalIn } from "lab/system/explain.ts";
 * console.log(refusalIn("OSError: [Errno 28] No space left on device: '/full/a'"));
 * // Cannot write or read /full/a: the disk is full; free some room
 * ```
 */
export function refusalIn(log: string): string | null {
  const said = /^(?:OSError|PermissionError): \[Errno (\d+)\] [^\n:]*(?:: '([^']+)')?$/;
  const [, number, path] = log.trimEnd().split("\n").at(-1)!.match(said) ?? [];
  const code = Object.keys(constants.errno)
    .find((name) => constants.errno[name as keyof typeof constants.errno] === Number(number));
  return refusalOfFile(code ?? "", path);
}

function refusalOfFile(code: string, path: string | undefined): string | null {
  const remedy = (REFUSALS as Record<string, string>)[code];
  if (remedy === undefined) return null;
  const moved = path?.includes("/runs/") || path?.includes("/reports/")
    ? ", or set GAUNTLET_DATA to another folder"
    : "";
  return `Cannot write or read ${path ?? "a file"}: ${remedy}${moved}`;
}
