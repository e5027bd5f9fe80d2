/** Roles of a run on machines of their own: who is where, and what is told of each machine. */
import { z } from "zod";
import { count, quantity } from "./fields.ts";
import { MachineLimits } from "./limits.ts";

/** What runs somewhere: the server under test, PostgreSQL, the load. */
export const ROLES = ["server", "database", "load"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** A machine by the word that `machines.json` has for it. */
export const machineName = z.string().regex(
  /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/,
  "expected a word of letters, digits, dots and dashes",
);

/** Where roles are. One that is not named is here; several machines share the connections of a load. */
export const Placement = z.strictObject({
  server: machineName.optional(),
  database: machineName.optional(),
  load: z.array(machineName).min(1).optional(),
});
export type Placement = z.infer<typeof Placement>;

/** What tells a machine from others. No host name, no address. */
export const machineFields = {
  /** A random id kept in the state folder: tells "measured here" from "measured elsewhere". */
  machineId: z.string(),
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  /**
   * Cores that the processes of the run may use at once, which a quota makes a fraction. In runs
   * without `limits` those of the machine.
   */
  cpuCoreCount: quantity,
  memoryGiB: quantity,
};

/** What a machine is, of those that a run's roles were on. */
export const RoleMachine = z.strictObject({
  roles: z.array(Role),
  ...machineFields,
  limits: MachineLimits,
  versions: z.record(z.string(), z.string()),
  codeHash: z.string(),
  /** How far its wall clock is ahead of the runner's: for the record, no figure compares two clocks. */
  clockOffsetMs: z.number(),
  /** Of a word from the runner to it and back. */
  roundTripMs: quantity,
});
export type RoleMachine = z.infer<typeof RoleMachine>;

/** What a machine did while a window was open, beside its roles: one of several. */
export const MachineSeen = z.strictObject({
  roles: z.array(Role),
  coreCount: count,
  /** Between its two looks, by its own clock: as long as the window, or its figures are of another time. */
  lookedS: quantity,
  /** What none of its roles accounts for. */
  otherCpuS: quantity,
  stolenCpuS: quantity,
});
export type MachineSeen = z.infer<typeof MachineSeen>;
