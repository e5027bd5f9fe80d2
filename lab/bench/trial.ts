/** One trial, from a fresh server to a proof that it is gone. */
import type { Outcome, Plan, PlannedTrial, Trial } from "../types.ts";
import type { Database } from "./database/database.ts";
import { measure, startGenerator } from "./measure.ts";
import { withServer } from "./server.ts";
import type { FoundVariant } from "../variants.ts";
import { verify } from "./verify.ts";

/** The steps of a trial, for the reader who watches one. */
export type Phase = "starting" | "verifying" | "measuring" | "stopping";

/**
 * Runs one trial. What goes wrong within it is its outcome; only an abort is thrown.
 */
export async function runTrial(
  planned: PlannedTrial,
  plan: Plan,
  variant: FoundVariant,
  database: Database,
  upstreamUrl: string | null,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Promise<Trial> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const quotes = database.withRows(planned.cell.scenario.rows);
  let outcome: Outcome;
  try {
    await using generator = startGenerator();
    onPhase("starting");
    const measured = await withServer(
      variant,
      planned.cell,
      { databaseUrl: quotes.serverUrl, upstreamUrl },
      signal,
      async (server) => {
        onPhase("verifying");
        await verify(variant.name, server.url, planned.cell.scenario, quotes);
        onPhase("measuring");
        const measuring = measure(server, planned, plan.profile, quotes, database.pid, generator);
        const result = await unlessAborted(measuring, signal);
        onPhase("stopping");
        // Idle connections would hold up the server's graceful stop.
        await generator.stop();
        return result;
      },
    );
    const wholeS = (performance.now() - started) / 1000;
    const overheadS = wholeS - plan.profile.warmUpS - measured.durationS;
    outcome = { ...measured, overheadS };
  } catch (error) {
    signal.throwIfAborted();
    outcome = { state: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
  return { trial: planned.trial, block: planned.block, cell: planned.cell, startedAt, outcome };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  work.catch(() => {});
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    aborted.promise.catch(() => {});
  }
}
