/** The machines and the versions of everything that matters, for `run.json`. No names, no paths. */
import type { Environment } from "../nouns/environment.ts";
import type { RoleMachine } from "../nouns/machines.ts";
import { readMachine, startedVersions } from "../machines/facts.ts";
import type { Placed } from "../machines/placed.ts";
import { codeHash } from "../server/code.ts";
import type { Stage } from "./stage.ts";

/** Reads the environment of a run that is about to start, with the versions of all that it starts. */
export async function readEnvironment({ database, variants, placed }: Stage): Promise<Environment> {
  const machine = await readMachine();
  const isApart = placed.all.some(({ machine }) => !machine.isHere);
  const { versions, pythonOptimized } = isApart
    ? await placed.server.versions(variants)
    : await startedVersions(variants);
  const settings = database?.versionAndSettings;
  const postgresql: Record<string, string> = settings ? { postgresql: settings.version } : {};
  const { codeHash: code = await codeHash(), ...ofServer } = isApart ? placed.server.facts : {
    codeHash: undefined,
  };
  return {
    ...machine,
    ...ofServer,
    machineId: machine.machineId,
    versions: { ...versions, ...postgresql },
    ...(pythonOptimized === null ? {} : { pythonOptimized }),
    codeHash: code,
    databaseSettings: settings?.settings ?? {},
    database: database?.kind ?? "none",
    ...(isApart ? { machines: machinesOf(placed, versions, postgresql) } : {}),
  };
}

/** Each machine with its roles, and of the versions what it starts. */
function machinesOf(
  { all }: Placed,
  started: Record<string, string>,
  postgresql: Record<string, string>,
): RoleMachine[] {
  return all.map(({ machine: { facts, distance }, roles }) => ({
    roles: [...roles],
    ...facts,
    versions: {
      ...(roles.includes("server") ? started : facts.versions),
      ...(roles.includes("database") ? postgresql : {}),
    },
    ...distance,
  }));
}
