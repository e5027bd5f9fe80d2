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

/** `end.json`: written when a run has come to its end; a run without it was cut off. */
export const RunEnd = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  endedAt: z.iso.datetime(),
  /** `blocks`: all were measured; `precision`: enough of them; `budget`: the time was spent. */
  reason: z.enum(["blocks", "precision", "budget"]),
});
export type RunEnd = z.infer<typeof RunEnd>;

/** The trials of a run, with what tells which of them count. */
export interface Trials extends Pick<Run, "invalid"> {
  trials: readonly Trial[];
  plan: Pick<Plan, "profile">;
}

/** A run as read from its folder. */
export interface Run extends RunHeader {
  trials: Trial[];
  /** `null` where it was cut off; it can be resumed. */
  end: RunEnd | null;
  /** What reading noticed: a truncated last line, for example. */
  warnings: string[];
  /** Why it no longer answers what is asked now, as far as that was looked at. */
  stale?: string[];
  /** `include`: trials that lint finds invalid count too. Left out otherwise. */
  invalid?: "leave out" | "include";
  /** The claims of its experiment as that is written now, where it is at hand. */
  claims?: RegisteredClaim[];
}
