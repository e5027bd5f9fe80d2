/** What is asked of a variant. */
import { z } from "zod";
import { count, name } from "./fields.ts";
import { Load } from "./load.ts";

/** Values of an endpoint's parameters that differ from their defaults. */
export const parameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** What is asked of a variant. */
export const Scenario = z.strictObject({
  workload: name,
  /** One of the workload's endpoints, by its name. */
  endpoint: z.string().min(1),
  parameters: parameters.optional(),
  /** Of the workload's database, in what it counts; 0 where it has none. */
  size: count,
  load: Load,
  /** How long PostgreSQL holds back each new connection, as a distant or busy one would. */
  connectDelayMs: z.int().min(1).max(10_000).optional(),
  /** Between server and database: a relay holds back what either says for half of it. */
  databaseRoundTripMs: z.number().min(0.1).max(1000).optional(),
  /** Within the window, all of the server's database sessions are ended this often. */
  killBackendsEveryS: z.number().min(0.5).max(600).optional(),
  /** HTTP connections that ask once and then stay open with nothing to say. */
  idleConnections: z.int().min(1).max(10_000).optional(),
});
export type Scenario = z.infer<typeof Scenario>;
