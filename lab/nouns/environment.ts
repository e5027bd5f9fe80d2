/** The machine that a run was measured on, and the versions of what it started. */
import { z } from "zod";
import { counted, significant } from "../text/format.ts";
import { MachineLimits } from "./limits.ts";
import { machineFields, type Role, RoleMachine } from "./machines.ts";

/** The machine and the versions of everything that matters. No host name, user or path. */
export const Environment = z.strictObject({
  ...machineFields,
  /** What else of the machine they may use; absent in runs that were recorded before it was asked. */
  limits: MachineLimits.optional(),
  /** Workers of a fleet that shared the machine, this one included; absent where it had it to itself. */
  workersHereCount: z.int().min(2).optional(),
  versions: z.record(z.string(), z.string()),
  /** Whether the servers' Python is an optimised build; absent without Python, and in older runs. */
  pythonOptimized: z.boolean().optional(),
  databaseSettings: z.record(z.string(), z.string()),
  /** `none`: no workload of the run has one. */
  database: z.enum(["embedded", "DATABASE_URL", "none"]),
  /** SHA-256 of all code that measures: the lab, the servers, the lock files. Absent in older runs. */
  codeHash: z.string().optional(),
  commit: z.string().nullable(),
  treeClean: z.boolean().nullable(),
  /**
   * Where roles were on machines of their own: each machine once. The fields above are then those of
   * the server's, but for `machineId`, `commit` and `treeClean`, which are the runner's.
   */
  machines: z.array(RoleMachine).optional(),
});
export type Environment = z.infer<typeof Environment>;

/**
 * The cores of a run in words: where it could use fewer than the machine has, both.
 *
 * @example
 * ```ts
 * import { coresText } from "lab/nouns/environment.ts";
 * console.log(coresText({ cpuCoreCount: 2 })); // 2 cores
 * ```
 */
export function coresText(
  { cpuCoreCount, limits }: Pick<Environment, "cpuCoreCount" | "limits">,
): string {
  const online = limits?.onlineCoreCount ?? cpuCoreCount;
  const usable = significant(cpuCoreCount);
  return cpuCoreCount < online
    ? `${usable} of ${counted(online, "core")}`
    : `${usable} ${cpuCoreCount === 1 ? "core" : "cores"}`;
}

/**
 * A run's machine in words: its cores, and what they are.
 *
 * @example
 * ```ts
 * import { machineText } from "lab/nouns/environment.ts";
 * console.log(machineText({ cpuCoreCount: 2, cpuModel: "AMD EPYC" })); // 2 cores of AMD EPYC
 * ```
 */
export const machineText = (
  environment: Pick<Environment, "cpuCoreCount" | "limits" | "cpuModel">,
): string => `${coresText(environment)} of ${environment.cpuModel}`;

type Apart = Pick<Environment, "machines" | "cpuCoreCount" | "limits">;

/**
 * Whether a role uses the cores that its run's server has: every role does where none is on a machine of
 * its own. What it used elsewhere took nothing from the server.
 *
 * @example
 * ```ts
 * import { isBesideServer } from "lab/nouns/environment.ts";
 * console.log(isBesideServer({}, "load")); // true
 * ```
 */
export function isBesideServer({ machines }: Pick<Environment, "machines">, role: Role): boolean {
  if (machines === undefined) return true;
  return machines.every(({ roles }) => !roles.includes(role) || roles.includes("server"));
}

/** Cores that a role's machine may use at once: the run's own where all roles are on one. */
export const coresOf = (environment: Apart, role: Role): number =>
  machineOf(environment, role)?.cpuCoreCount ?? environment.cpuCoreCount;

/** Limits of a role's machine: the run's own where all roles are on one. */
export const limitsOf = (environment: Apart, role: Role): MachineLimits | undefined =>
  machineOf(environment, role)?.limits ?? environment.limits;

/** The first of several that load. */
const machineOf = ({ machines = [] }: Apart, role: Role) =>
  machines.find(({ roles }) => roles.includes(role));
