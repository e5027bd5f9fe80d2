/** What was measured in a trial, or why it was not. */
import { z } from "zod";
import { count, quantity } from "./fields.ts";
import { KeptAnswer } from "./kept.ts";
import { MachineSeen } from "./machines.ts";
import { fieldsSeenBy } from "./metrics.ts";

/** What a trial's server did to the database in the measuring window, in all. */
export const Receipt = z.strictObject({
  statementCount: count,
  rowCount: count,
  sessionsOpenedCount: count,
  /** Seconds between the two readings of the books: where cores are busy, not those of the window. */
  bookedS: quantity.optional(),
  /** How much less or more these may have been. */
  bookedErrorS: quantity.optional(),
  /** Rows inserted, changed or deleted; what was rolled back is among them. */
  writtenRowCount: count.optional(),
  rolledBackCount: count.optional(),
  /** Times that PostgreSQL dropped statements from its books for want of room: what they did is missing. */
  droppedCount: count.optional(),
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
export const LoadResult = z.strictObject({
  ...fieldsSeenBy("load", "open loop"),
  /**
   * Of each of the load's connections its local port, and how many answers came over it: which worker
   * that was is known to who watches the server, and no trial keeps it.
   */
  answersByPort: z.array(z.tuple([count, count])).optional(),
  /** Some of its answers, whole: they are checked as samples are, and no trial keeps them. */
  keptAnswers: z.array(KeptAnswer).optional(),
});
export type LoadResult = z.infer<typeof LoadResult>;

/** How a trial ended. */
export const Outcome = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("completed"),
    ...fieldsSeenBy("load", "open loop", "watch", "trial"),
    receipt: Receipt.nullable(),
    /** Where roles were on machines of their own: each machine once. */
    machines: z.array(MachineSeen).optional(),
  }),
  z.strictObject({
    state: z.literal("failed"),
    reason: z.string(),
    /** The end of the server's log, where it got far enough to be asked. */
    serverLog: z.string().optional(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;
