/** A run: what was going to be measured and on what, its trials, and how it came to its end. */
import { z } from "zod";
import { Environment } from "./environment.ts";
import { Plan } from "./plan.ts";
import { RegisteredClaim } from "./registered.ts";
import { Trial } from "./trial.ts";
import { SCHEMA_VERSION } from "./version.ts";

/** `run.json`: what was going to be measured, and on what. Written once, before the first trial. */
export const RunHeader = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  runId: z.string(),
  startedAt: z.iso.datetime(),
  plan: Plan,
  environment: Environment,
  /** SHA-256 of the program, lock list, workload and schema of each variant measured. */
  variantHashes: z.record(z.string(), z.string()),
});
export type RunHeader = z.infer<typeof RunHeader>;

/** All that a run's folder may hold. */
export const RUN_FILES = [
  "run.json",
  "trials.jsonl",
  "parts.jsonl",
  "end.json",
  "origin.json",
] as const;
export type RunFile = typeof RUN_FILES[number];

/** The SHA-256 of each of these that is there, in hexadecimal digits. */
export const Sums = z.partialRecord(z.enum(RUN_FILES), z.string().regex(/^[0-9a-f]{64}$/));
export type Sums = z.infer<typeof Sums>;

/** `end.json`: written when a run has come to its end; a run without it was cut off. */
export const RunEnd = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  endedAt: z.iso.datetime(),
  /**
   * `blocks`: all were measured; `precision`: enough of them; `budget`: the time was spent; `decided`:
   * no claim was open any more, each being decided or at its last look.
   */
  reason: z.enum(["blocks", "precision", "budget", "decided"]),
  /** How many trials it has, so that a lost line is noticed; absent in older runs. */
  trialCount: z.int().nonnegative().optional(),
  /** SHA-256 of `trials.jsonl` and `parts.jsonl` as they were then; absent in older runs. */
  sums: Sums.optional(),
});
export type RunEnd = z.infer<typeof RunEnd>;

/** The trials of a run, with what tells which of them count. */
export interface Trials extends Pick<Run, "invalid"> {
  trials: readonly Trial[];
  plan: Pick<Plan, "profile">;
}

/** `origin.json`: of a run that somebody else measured and shared, and that was added here. */
export const Origin = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  addedAt: z.iso.datetime(),
  /** The name of the file that it came in. */
  from: z.string().min(1).max(120),
  /** SHA-256 of that file. */
  archive: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Origin = z.infer<typeof Origin>;

/** One line of `parts.jsonl`: that a run was gone on with, and on what. The first part is `run.json`. */
export const RunPart = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  startedAt: z.iso.datetime(),
  /** One sentence. */
  why: z.string().min(1),
  /** How far it may go: of the whole run, */
  blocksMax: z.int().min(1).max(1000),
  /** and of this part alone; `null`: without end. */
  budgetMin: z.number().positive().nullable(),
  environment: Environment,
  /** What `end.json` said until then; `null`: the run had been cut off. */
  earlierEnd: RunEnd.nullable(),
});
export type RunPart = z.infer<typeof RunPart>;

/** A run as read from its folder. */
export interface Run extends RunHeader {
  trials: Trial[];
  /** `null` where it, or its last part, was cut off; it can be resumed. */
  end: RunEnd | null;
  /** How it was gone on with, where it was. The plan reaches as far as the last of them. */
  parts?: RunPart[];
  /** Where it came from, where somebody else measured it. */
  origin?: Origin;
  /** What reading noticed: a truncated last line, for example. */
  warnings: string[];
  /** Why it no longer answers what is asked now, as far as that was looked at. */
  stale?: string[];
  /** `include`: trials that lint finds invalid count too. Left out otherwise. */
  invalid?: "leave out" | "include";
  /** The claims of its experiment as that is written now, where it is at hand. */
  claims?: RegisteredClaim[];
}
