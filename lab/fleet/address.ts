/** Where a fleet is: what stands behind `--fleet`. */
import type { Placement } from "../nouns/machines.ts";
import { GauntletError } from "../system/state.ts";

export type FleetAddress =
  /** A scheduler that runs, with whatever workers it has. */
  | { kind: "tcp"; address: string }
  /** So many workers on this machine, to try a fleet out: they share its cores. */
  | { kind: "local"; count: number }
  /** Machines by a file, one a line, through Dask's SSHCluster. */
  | { kind: "ssh"; file: string };

/** More would be no trial of anything. */
const MOST_LOCAL = 8;

/**
 * How it is typed again where a run was measured: what is gone on with elsewhere would be refused.
 *
 * @returns with a blank in front; empty where all was here
 * @example
 * ```ts
 * import { whereText } from "lab/fleet/address.ts";
 * console.log(whereText({ on: { server: "web", load: ["one", "two"] } })); //  --on server=web,load=one,two
 * console.log(whereText({ fleet: { kind: "local", count: 2 } })); //  --fleet local:2
 * ```
 */
export function whereText({ fleet, on }: { fleet?: FleetAddress; on?: Placement }): string {
  const roles = Object.entries(on ?? {}).map(([role, names]) => `${role}=${[names].flat().join()}`);
  const onText = roles.length === 0 ? "" : ` --on ${roles.join()}`;
  if (fleet === undefined) return onText;
  const { kind } = fleet;
  const text = kind === "tcp"
    ? fleet.address
    : kind === "ssh"
    ? `ssh:${fleet.file}`
    : `local:${fleet.count}`;
  return ` --fleet ${text}${onText}`;
}

/**
 * Reads the address of a fleet.
 *
 * @throws GauntletError for what is none
 * @example
 * ```ts
 * import { fleetAddress } from "lab/fleet/address.ts";
 * console.log(fleetAddress("local:2")); // { kind: "local", count: 2 }
 * console.log(fleetAddress("tcp://10.0.0.5:8786").kind); // tcp
 * ```
 */
export function fleetAddress(text: string): FleetAddress {
  const [, kind = "", rest = ""] = text.match(/^(tcp|tls|local|ssh):(.+)$/s) ?? [];
  const count = Number(rest);
  if (kind === "local" && Number.isInteger(count) && count >= 1 && count <= MOST_LOCAL) {
    return { kind, count };
  }
  if (kind === "ssh" && !rest.startsWith("//")) return { kind, file: rest };
  if (/^(tcp|tls):\/\/[^\s/]+:\d+$/.test(text)) return { kind: "tcp", address: text };
  throw new GauntletError(
    `Cannot use the fleet "${text}": it is no address of one; use tcp://SCHEDULER:8786, ` +
      `ssh:HOSTS_FILE or local:N, N from 1 to ${MOST_LOCAL}`,
  );
}
