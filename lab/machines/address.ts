/** The address by which others reach a machine. */
import { lookup } from "node:dns/promises";
import { GauntletError } from "../system/state.ts";
import type { KnownMachine } from "./known.ts";

/**
 * Its address of IP: a name is looked up once, so that all mean the same.
 *
 * @throws GauntletError where it has none, or none that is to be found
 */
export async function addressOf({ name, address }: KnownMachine): Promise<string> {
  if (address === undefined) throw noAddress(name);
  try {
    return (await lookup(address)).address;
  } catch {
    throw new GauntletError(
      `Cannot reach the machine "${name}": its address "${address}" is not to be found; correct it ` +
        `in machines.json`,
    );
  }
}

export const noAddress = (name: string): GauntletError =>
  new GauntletError(
    `Cannot use the machine "${name}" with others: it has no address by which they reach it; give ` +
      `it one in machines.json: "${name}": { "start": […], "address": "…" }`,
  );
