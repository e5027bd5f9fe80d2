/** One trial, from a fresh server to a proof that it is gone. */
import type { Outcome, Plan, PlannedTrial, Scenario, Trial } from "../nouns/types.ts";
import { GauntletError } from "../system/state.ts";
import { measureCeiling } from "../ceiling/measure.ts";
import { SQL_SHAPES, type SqlShape } from "../ceiling/shapes.ts";
import { CEILING } from "../ceiling/variant.ts";
import type { Database, QuoteDatabase } from "../database/database.ts";
import { setConnectDelay } from "../database/connectdelay.ts";
import { endSessions } from "../database/killing.ts";
import { beginBooks } from "../watch/receipt.ts";
import { Generators } from "../load/generators.ts";
import { measure, type Measurement } from "./measure.ts";
import { withServer } from "../server/server.ts";
import type { FoundVariant } from "../server/variants.ts";
import { verify } from "../server/verify.ts";

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
  let outcome: Outcome;
  try {
    const quotes = await atRest(database, planned.cell.scenario);
    const measured = variant.name === CEILING.name
      ? await measuredCeiling(planned, plan, quotes, database.pid, signal, onPhase)
      : await measuredServer(
        planned,
        plan,
        variant,
        quotes,
        { databasePid: database.pid, upstreamUrl },
        signal,
        onPhase,
      );
    const wholeS = (performance.now() - started) / 1000;
    outcome = { ...measured, overheadS: wholeS - measured.warmUpS - measured.durationS };
  } catch (error) {
    signal.throwIfAborted();
    outcome = { state: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
  return { trial: planned.trial, block: planned.block, cell: planned.cell, startedAt, outcome };
}

/** The database of a scenario with nothing of an earlier trial in it, and empty books. */
export async function atRest(database: Database, scenario: Scenario): Promise<QuoteDatabase> {
  const quotes = database.withRows(scenario.rows);
  // PostgreSQL brings the last queries of a killed server to their end.
  await endServerSessions(quotes, database.pid);
  await setConnectDelay(quotes.sql, scenario.connectDelayMs ?? 0);
  await beginBooks(quotes.sql, quotes.keepsBooks);
  return quotes;
}

/** Ends what servers left in the lab's own PostgreSQL; in another one a session may be the reader's. */
async function endServerSessions({ sql }: QuoteDatabase, databasePid: number | null) {
  if (databasePid !== null) await endSessions(sql);
}

/** Starts the server afresh, verifies it, measures it, stops it. */
async function measuredServer(
  planned: PlannedTrial,
  plan: Plan,
  variant: FoundVariant,
  quotes: QuoteDatabase,
  { databasePid, upstreamUrl }: { databasePid: number | null; upstreamUrl: string | null },
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Promise<Measurement> {
  const { cell } = planned;
  await using generators = new Generators(cell.scenario.load);
  onPhase("starting");
  const services = { databaseUrl: quotes.serverUrl, upstreamUrl };
  return await withServer(variant, cell, services, signal, async (server) => {
    onPhase("verifying");
    await verify(cell, server.url, quotes);
    onPhase("measuring");
    const measuring = measure(server, planned, plan.profile, quotes, databasePid, generators);
    const result = await unlessAborted(measuring, signal);
    onPhase("stopping");
    // What is still asked of PostgreSQL would keep the cores from what is to end.
    await endServerSessions(quotes, databasePid);
    return result;
  });
}

/** Measures the database with no server in front of it. */
async function measuredCeiling(
  { cell: { settings, scenario } }: PlannedTrial,
  { profile: { warmUpS, windowS } }: Plan,
  quotes: QuoteDatabase,
  databasePid: number | null,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Promise<Measurement> {
  onPhase("measuring");
  const { load } = scenario;
  if (load.kind !== "closed") {
    throw new GauntletError(
      `Cannot measure "ceiling" with arrivals at a rate: it is the most that can be; use a closed load`,
    );
  }
  const sql = (settings.options?.sql ?? SQL_SHAPES[0]) as SqlShape;
  const { connections } = load;
  return await measureCeiling(
    quotes,
    { sql, connections, warmUpS, windowS, databasePid, signal },
  );
}

/** Ends the wait for some work at once when the signal comes; who started the work cleans up. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
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
