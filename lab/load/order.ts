/**
 * What a load generator is asked and what it answers. Apart from the generator, whose libraries are
 * loaded as they are needed: a kernel that imports the lab would wait for ever for one of them.
 */
import { z } from "zod";
import { Load, LoadResult } from "../nouns/types.ts";
import { SQL_SHAPES } from "../ceiling/shapes.ts";

/** A closed loop of SQL instead of HTTP: the URL is a database's. */
export const QueryLoad = z.strictObject({
  kind: z.literal("queries"),
  sql: z.enum(SQL_SHAPES),
  connections: z.int().min(1),
  generatorCount: z.int().min(1).optional(),
});
export type QueryLoad = z.infer<typeof QueryLoad>;

/** What is loaded, and how long an answer may take. */
export const Target = z.strictObject({
  url: z.url(),
  /** Whole seconds: autocannon takes no others. */
  timeoutS: z.int().min(1),
  /** Connections beside the load's that stay open and say nothing, of all generators together. */
  idleConnections: z.int().min(0).optional(),
});
export type Target = z.infer<typeof Target>;

/** What a generator is asked to do. */
export const Order = Target.extend({
  /** The load of all generators together. */
  load: z.union([Load, QueryLoad]),
  /** Which of how many this one is. */
  share: z.strictObject({ index: z.int().min(0), count: z.int().min(1) }),
  /** Length of the parts that the warm-up is judged by. */
  sliceS: z.number().positive(),
  windowS: z.number().positive(),
});
export type Order = z.infer<typeof Order>;

/** What it answers, a line each. */
export const GeneratorEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("loading") }),
  z.strictObject({ type: z.literal("slice"), okCount: z.int(), latencySumMs: z.number() }),
  z.strictObject({ type: z.literal("opened") }),
  z.strictObject({ type: z.literal("closed") }),
  z.strictObject({ type: z.literal("result"), result: LoadResult }),
]);
export type GeneratorEvent = z.infer<typeof GeneratorEvent>;
