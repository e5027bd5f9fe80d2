/** How requests arrive. */
import { z } from "zod";
import { count } from "./fields.ts";

const connections = z.int().min(1).max(10_000);

/** Processes that share the connections and the rate; 1 unless one is not fast enough. */
const generatorCount = z.int().min(1).max(16).optional();

/** Which load tool; the usual one of its kind of load unless given. A file in `lab/load/tools/`. */
const tool = z.string().regex(/^[a-z0-9]+$/, "expected the name of a load tool").optional();

/**
 * How requests arrive. `closed`: each connection sends its next request when the last is answered.
 * `open`: they arrive at a rate, whether or not the last was answered; one that finds every
 * connection taken waits, and its latency counts from when it should have been sent.
 */
export const Load = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("closed"),
    connections,
    generatorCount,
    /** `false`: each request opens a connection of its own. */
    keepAlive: z.literal(false).optional(),
    tool,
  }),
  z.strictObject({
    kind: z.literal("open"),
    /** Mean over time, bursts and the pauses between them together. */
    rateRps: z.number().positive().max(100_000),
    arrivals: z.enum(["constant", "poisson", "burst"]),
    /** The most requests under way at once. */
    connections,
    generatorCount,
    tool,
    /** Of `poisson`: the same seed, the same arrivals. */
    seed: count.optional(),
    /** Of `burst`: all arrivals of a period come, evenly spaced, within its first so many seconds. */
    burstS: z.number().positive().max(60).optional(),
    burstPeriodS: z.number().positive().max(60).optional(),
  }).refine(
    ({ arrivals, burstS, burstPeriodS }) =>
      arrivals !== "burst" ? burstS === undefined && burstPeriodS === undefined : burstS !==
          undefined && burstPeriodS !== undefined && burstS <= burstPeriodS,
    'arrivals "burst" need burstS and burstPeriodS, the first not above the second; others take neither',
  ),
]);
export type Load = z.infer<typeof Load>;

export type OpenLoad = Extract<Load, { kind: "open" }>;
