/**
 * What a notebook or a task and the runner say to each other, one JSON object a line. Both ends
 * validate with these schemas.
 */
import { z } from "zod";
import { Cell } from "../nouns/cell.ts";
import { Plan } from "../nouns/plan.ts";

/** To the runner, on its stdin. Closing stdin stops it too. */
export const RunnerCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    plan: Plan,
    /** A run to go on with: its missing trials are measured. */
    resume: z.string().nullable(),
  }),
  /** Starts one server and its database, and keeps them until it is stopped. */
  z.strictObject({ type: z.literal("serve"), cell: Cell }),
  z.strictObject({ type: z.literal("stop") }),
]);
export type RunnerCommand = z.infer<typeof RunnerCommand>;

/** From the runner, on its stdout. */
export const RunnerEvent = z.discriminatedUnion("type", [
  /** Before the first trial: what is being waited for. */
  z.strictObject({ type: z.literal("preparing"), what: z.string() }),
  z.strictObject({
    type: z.literal("run-started"),
    runId: z.string(),
    trialCount: z.int(),
    /** Trials that a resumed run already has. */
    doneCount: z.int(),
    remainingS: z.number(),
  }),
  z.strictObject({
    type: z.literal("trial-phase"),
    trial: z.int(),
    phase: z.enum(["starting", "verifying", "measuring", "stopping"]),
    cell: Cell,
    remainingS: z.number(),
  }),
  z.strictObject({
    type: z.literal("trial-ended"),
    trial: z.int(),
    cell: Cell,
    /** `null` when it failed. */
    throughputRps: z.number().nullable(),
    failure: z.string().nullable(),
    remainingS: z.number(),
  }),
  /** A server answers; for whoever wants to try it by hand. */
  z.strictObject({
    type: z.literal("serving"),
    url: z.string(),
    /** `null` where its workload has none. */
    databaseUrl: z.string().nullable(),
  }),
  z.strictObject({
    type: z.literal("run-ended"),
    state: z.enum(["completed", "stopped"]),
    runId: z.string(),
    completedCount: z.int(),
    failedCount: z.int(),
  }),
  /** The run could not go on, or was `stopped` before it could; `reason` is a sentence for the reader. */
  z.strictObject({ type: z.literal("failed"), stopped: z.boolean(), reason: z.string() }),
]);
export type RunnerEvent = z.infer<typeof RunnerEvent>;
