/** A scenario as what is requested. */
import type { Scenario } from "./types.ts";

/** The path with its parameters: `/fanout?n=10&ms=50`. */
export function pathOf({ endpoint, delayMs = 0, callCount = 1 }: Scenario): string {
  if (endpoint === "/upstream") return `${endpoint}?ms=${delayMs}`;
  if (endpoint === "/fanout") return `${endpoint}?n=${callCount}&ms=${delayMs}`;
  return endpoint;
}

/** Whether a server needs the delay service to answer. */
export const needsUpstream = ({ endpoint }: Scenario): boolean =>
  endpoint === "/upstream" || endpoint === "/fanout";
