/** The machine that the lab itself is on: what is started here is started with no agent between. */
import { startEmbedded } from "../database/embedded.ts";
import { farDatabase, roundTripOf } from "../database/far.ts";
import { startHere } from "../load/process.ts";
import { withServer } from "../server/server.ts";
import { startService } from "../server/services.ts";
import { Look } from "../watch/look.ts";
import { buildAll } from "./build.ts";
import { startedVersions } from "./facts.ts";
import type { KnownMachine } from "./known.ts";
import type { Machine } from "./machine.ts";
import type { Facts } from "./protocol.ts";
import { answerReach, isReached } from "./reach.ts";
import { rolesWatched } from "./looks.ts";

/**
 * This machine as one that roles are on.
 *
 * @param address of IP by which the others reach it; `null`: they do not
 */
export function thisMachine(
  { name }: KnownMachine,
  address: string | null,
  facts: Facts,
  networkId: string | null,
  signal: AbortSignal,
): Machine {
  const reach = address === null ? null : answerReach(address);
  return {
    ...{ name, address, facts, networkId },
    isHere: true,
    lost: null,
    distance: { clockOffsetMs: 0, roundTripMs: 0 },
    versions: startedVersions,
    build: (variants, prepare) => buildAll(variants, prepare, signal),
    startDatabase: startEmbedded,
    startService,
    withServer,
    startGenerator: startHere,
    farDatabase,
    roundTripOf,
    look: (watched, roles) => new Look(rolesWatched(watched, roles)),
    reachPort: reach?.port ?? null,
    reaches: isReached,
    [Symbol.asyncDispose]: () => Promise.resolve(reach?.[Symbol.dispose]()),
  };
}
