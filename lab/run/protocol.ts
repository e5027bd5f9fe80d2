/**
 * What a notebook or a task and the runner say to each other, one JSON object a line. Both ends
 * validate with these schemas.
 */
import { z } from "zod";
import { Cell } from "../nouns/cell.ts";
import { Plan } from "../nouns/plan.ts";
import { RunEnd } from "../nouns/run.ts";
import { ClaimProgress } from "./agenda/claim-progress.ts";

/** To the runner, on its stdin. Closing stdin stops it too. */
export const RunnerCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    plan: Plan,
    /** A run to go on with: what the plan still wants of it is measured. */
    resume: z.string().nullable(),
  }),
  /** Starts one server and its database, and keeps them until it is stopped. */
  z.strictObject({ type: z.literal("serve"), cell: Cell }),
  z.strictObject({ type: z.literal("stop") }),
]);
export type RunnerCommand = z.infer<typeof RunnerCommand>;

/** Where a trial stands among those of its run: its number, of which some are left out, does not tell. */
const place = {
  /** Which one it is in the order of measuring, from 1. */
  place: z.int(),
  /** How many there will likely be in all. */
  likelyCount: z.int(),
  /** And how many there can be: what is decided, or the time, may end the run before. */
  mostCount: z.int(),
};

const Validity = z.strictObject({
  state: z.enum(["sound", "unsettled", "invalid"]),
  reason: z.string().nullable(),
});

/** From the runner, on its stdout. */
export const RunnerEvent = z.discriminatedUnion("type", [
  /** Before the first trial: what is being waited for. */
  z.strictObject({ type: z.literal("preparing"), what: z.string() }),
  z.strictObject({
    type: z.literal("run-started"),
    runId: z.string(),
    /** How many there will likely be in all. */
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
    ...place,
    remainingS: z.number(),
  }),
  z.strictObject({
    type: z.literal("trial-ended"),
    trial: z.int(),
    cell: Cell,
    ...place,
    /** `null` when it failed. */
    throughputRps: z.number().nullable(),
    failure: z.string().nullable(),
    /** Whether its figures count, and why not or not quite; `null` when it failed. */
    validity: Validity.nullable(),
    remainingS: z.number(),
  }),
  /** Where the claims of two cells stand: after each block, and where a run is gone on with. */
  z.strictObject({
    type: z.literal("claims"),
    /** Whole blocks that the run has. */
    block: z.int(),
    claims: z.array(ClaimProgress),
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
    /** Why no more was measured; `null`: it was stopped. */
    reason: RunEnd.shape.reason.nullable(),
    completedCount: z.int(),
    failedCount: z.int(),
  }),
  /** The run could not go on, or was `stopped` before it could; `reason` is a sentence for the reader. */
  z.strictObject({ type: z.literal("failed"), stopped: z.boolean(), reason: z.string() }),
]);
export type RunnerEvent = z.infer<typeof RunnerEvent>;
