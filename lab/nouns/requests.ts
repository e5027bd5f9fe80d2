/** The requests of an endpoint, as its workload draws them. */
import { seededRandom } from "./random.ts";
import {
  type Draw,
  type HttpRequest,
  isMix,
  type Parameters,
  type SingleEndpoint,
  type Workload,
} from "./workload.ts";

/** One of several load generators: which of how many. */
export interface Share {
  index: number;
  count: number;
}

/** Which requests: the same seed, the same ones. */
export interface Asked {
  endpoint: string;
  /** Those that differ from the endpoint's. */
  parameters?: Parameters;
  size: number;
  seed: number;
}

/** A request, and the endpoint that it asks: of a mix, which of its parts. */
export interface Drawn {
  endpoint: string;
  request: HttpRequest;
}

/** Gives one request after the other, without end. */
export interface Requests {
  next: () => Drawn;
  /** Whether all of them are the same. */
  alwaysTheSame: boolean;
}

/** The parameters of a scenario over the defaults of an endpoint. */
export const parametersOf = (
  { parameters = {} }: { parameters?: Parameters },
  given: Parameters = {},
): Parameters => ({ ...parameters, ...given });

/**
 * The requests of one load generator. Those of all shares together are other requests than those of
 * one alone, and each is drawn with an `index` that no other has.
 *
 * @example
 * ```ts
 * import { drawRequests } from "lab/nouns/requests.ts";
 * const item = {
 *   request: ({ integer, size }: { integer: (a: number, b: number) => number; size: number }) => ({
 *     path: `/items/${integer(1, size)}`,
 *   }),
 *   check: () => null,
 *   database: { statements: 1 },
 * };
 * const workload = { title: "Items", database: null, endpoints: { item } };
 * const { next } = drawRequests(workload, { endpoint: "item", size: 9, seed: 1 });
 * console.log(/^\/items\/[1-9]$/.test(next().request.path)); // true
 * ```
 */
export function drawRequests(
  workload: Workload,
  { endpoint, parameters, size, seed }: Asked,
  share: Share = { index: 0, count: 1 },
): Requests {
  const random = seededRandom(seed + share.index * 7919);
  const asked = workload.endpoints[endpoint]!;
  const pick = isMix(asked) ? weighted(asked.mix, random) : () => endpoint;
  const draw: Draw = { ...drawing(random), index: share.index, size, parameters: {} };
  const next = () => {
    const name = pick();
    const single = workload.endpoints[name] as SingleEndpoint;
    if (typeof single.request !== "function") return { endpoint: name, request: single.request };
    draw.parameters = parametersOf(single, parameters);
    const request = single.request(draw);
    draw.index += share.count;
    return { endpoint: name, request };
  };
  const alwaysTheSame = !isMix(asked) && typeof asked.request !== "function";
  return { next, alwaysTheSame };
}

function drawing(random: () => number): Omit<Draw, "index" | "size" | "parameters"> {
  const integer = (least: number, most: number) =>
    least + Math.floor(random() * (most - least + 1));
  const letter = () => String.fromCharCode(97 + integer(0, 25));
  return {
    random,
    integer,
    pick: (items) => items[integer(0, items.length - 1)]!,
    letters: (count) => Array.from({ length: count }, letter).join(""),
  };
}

function weighted(mix: Record<string, number>, random: () => number): () => string {
  const parts = Object.entries(mix);
  const whole = parts.reduce((sum, [, weight]) => sum + weight, 0);
  return () => {
    let left = random() * whole;
    for (const [name, weight] of parts) {
      left -= weight;
      if (left < 0) return name;
    }
    return parts.at(-1)![0];
  };
}
