/** What was measured in a trial, or why it was not. */
import { z } from "zod";
import { count, quantity } from "./fields.ts";
import { fieldsSeenBy } from "./metrics.ts";

/** What a trial's server did to the database in the measuring window, in all. */
export const Receipt = z.strictObject({
  statementCount: count,
  rowCount: count,
  sessionsOpenedCount: count,
  /** Time that PostgreSQL spent executing, by `pg_stat_statements`. */
  executionMs: quantity,
  /** Normalised statements, the most time first. */
  statements: z.array(z.strictObject({
    sql: z.string(),
    callCount: count,
    rowCount: count,
    executionMs: quantity,
  })),
});
export type Receipt = z.infer<typeof Receipt>;

/** What the load saw within the measuring window. */
export const LoadResult = z.strictObject(fieldsSeenBy("load", "open loop"));
export type LoadResult = z.infer<typeof LoadResult>;

/** How a trial ended. */
export const Outcome = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("completed"),
    ...fieldsSeenBy("load", "open loop", "watch", "trial"),
    receipt: Receipt.nullable(),
  }),
  z.strictObject({ state: z.literal("failed"), reason: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;
