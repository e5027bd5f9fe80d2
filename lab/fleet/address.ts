/** Where a fleet is: what stands behind `--fleet`. */
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
