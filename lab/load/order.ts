/**
 * What a load generator is asked and what it answers. Apart from the generator, whose libraries are
 * loaded as they are needed: a kernel that imports the lab would wait for ever for one of them.
 */
import { z } from "zod";
import { Load } from "../nouns/load.ts";
import { LoadResult } from "../nouns/outcome.ts";
import { Scenario } from "../nouns/scenario.ts";

/** Where the requests of an endpoint come from: the generator reads the workload itself. */
export const RequestSource = z.strictObject({
  /** Of the workload's `workload.ts`. */
  file: z.string(),
  endpoint: z.string(),
  parameters: Scenario.shape.parameters,
  size: z.int().min(0),
  /** The same seed, the same requests. */
  seed: z.int().min(0),
});
export type RequestSource = z.infer<typeof RequestSource>;

/** Statements of SQL, each with `:names` to be filled in; see `Statements`. */
export const StatementSource = z.strictObject({
  draws: z.record(z.string(), z.tuple([z.int(), z.int()])).optional(),
  texts: z.array(z.string().min(1)).min(1),
  seed: z.int().min(0),
});
export type StatementSource = z.infer<typeof StatementSource>;

/** What is loaded, with what, and how long an answer may take. */
export const Target = z.strictObject({
  /** A server's, without a path; a database's where statements are asked. */
  url: z.url(),
  asked: z.discriminatedUnion("speaks", [
    z.strictObject({ speaks: z.literal("http"), requests: RequestSource }),
    z.strictObject({ speaks: z.literal("sql"), statements: StatementSource }),
  ]),
  /** Whole seconds: autocannon takes no others. */
  timeoutS: z.int().min(1),
  /** Connections beside the load's that stay open and say nothing, of all generators together. */
  idleConnections: z.int().min(0).optional(),
});
export type Target = z.infer<typeof Target>;

/** What a generator is asked to do. */
export const Order = Target.extend({
  /** The load of all generators together. */
  load: Load,
  /** Which of how many this one is. */
  share: z.strictObject({ index: z.int().min(0), count: z.int().min(1) }),
  /** Length of the parts in which it tells of its load, before the window and within it. */
  sliceS: z.number().positive(),
});
export type Order = z.infer<typeof Order>;

/** What it is told once it loads: to measure a window, any number of times, and then to leave. */
export const GeneratorCommand = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("open"), windowS: z.number().positive() }),
  z.strictObject({ type: z.literal("leave") }),
]);
export type GeneratorCommand = z.infer<typeof GeneratorCommand>;

/** What it answers, a line each. */
export const GeneratorEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("loading") }),
  z.strictObject({
    type: z.literal("slice"),
    durationS: z.number(),
    okCount: z.int(),
    latencySumMs: z.number(),
    endedCount: z.int(),
  }),
  z.strictObject({ type: z.literal("opened") }),
  z.strictObject({ type: z.literal("closed") }),
  z.strictObject({ type: z.literal("result"), result: LoadResult }),
  /** The last line of one that cannot go on; a sentence for the reader. */
  z.strictObject({ type: z.literal("failed"), reason: z.string() }),
]);
export type GeneratorEvent = z.infer<typeof GeneratorEvent>;
