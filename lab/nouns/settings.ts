/** What a variant is started with. */
import { z } from "zod";

/**
 * What a variant is started with. Pool bounds are for each worker process. All but `threads` are
 * `null` together for a server that the lab did not start: how it runs is its own affair.
 */
export const Settings = z.strictObject({
  workers: z.int().min(1).max(64).nullable(),
  /** Threads a worker; `null` where the model has no threads to set (one event loop a worker). */
  threads: z.int().min(1).max(1024).nullable(),
  poolMin: z.int().min(0).max(1000).nullable(),
  poolMax: z.int().min(1).max(1000).nullable(),
  /** The variant's own options that differ from their defaults: `{ sql: "join" }`. */
  options: z.record(z.string(), z.string()).optional(),
});
export type Settings = z.infer<typeof Settings>;
