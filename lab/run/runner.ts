/**
 * The runner, a process of its own: it owns the database, the servers and the load generators, and
 * ends them all when its stdin closes, on SIGTERM and on error. Should it be killed, the reaper ends
 * them. stdin: `RunnerCommand`s; stdout: `RunnerEvent`s.
 */
import { GauntletError } from "../system/state.ts";
import { appendTrial, createRun, endRun } from "../store/append.ts";
import { newRunId } from "../store/folder.ts";
import { readRun } from "../store/read.ts";
import {
  type Cell,
  type Plan,
  type PlannedTrial,
  type RunEnd,
  SCHEMA_VERSION,
  type Trial,
} from "../nouns/types.ts";
import { findVariants, type FoundVariant, hashOf, variantNamed } from "../server/variants.ts";
import { remainingTime } from "./clock.ts";
import type { Database } from "../database/database.ts";
import { checkDuetConnections, runDuet } from "./duet.ts";
import { enough } from "./enough.ts";
import { readEnvironment } from "./environment.ts";
import { jsonLines, lineWriter } from "../system/lines.ts";
import { sleep } from "../system/processes.ts";
import { RunnerCommand, type RunnerEvent } from "./protocol.ts";
import { withServer } from "../server/server.ts";
import { setStage } from "./stage.ts";
import { type Phase, runTrial } from "./trial.ts";

type Tell = (event: RunnerEvent) => void;
type Variants = Map<string, FoundVariant>;

/** Keeps one server and its database up until the signal. */
async function serve(cell: Cell, tell: Tell, signal: AbortSignal): Promise<void> {
  const variants = await findVariants();
  await using stage = await setStage([cell], variants, tell, signal);
  const quotes = stage.database.withRows(cell.scenario.rows);
  const services = { databaseUrl: quotes.serverUrl, upstreamUrl: stage.upstreamUrl };
  const variant = variantNamed(variants, cell.variant);
  await withServer(variant, cell, services, signal, async ({ url, hasEnded, logTail, stop }) => {
    tell({ type: "serving", url, databaseUrl: quotes.serverUrl });
    while (!signal.aborted && !hasEnded()) await sleep(50);
    if (hasEnded()) throw new GauntletError(`The server ended; its log ends:\n${logTail()}`);
    await stop();
  });
}

/** Measures what a plan still lacks. */
async function run(
  plan: Plan,
  resume: string | null,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const variants = await findVariants();
  await using stage = await setStage(plan.trials.map(({ cell }) => cell), variants, tell, signal);
  const { database, upstreamUrl } = stage;
  checkDuetConnections(plan, variants, database);
  const { runId, done } = resume === null
    ? { runId: await begin(plan, database, variants), done: [] }
    : await goOn(plan, resume);
  const missing = plan.trials.filter(({ trial }) =>
    !done.some((earlier) => earlier.trial === trial)
  );

  const trials = [...done];
  const clock = remainingTime(plan, missing.length);
  tell({
    type: "run-started",
    runId,
    trialCount: plan.trials.length,
    doneCount: done.length,
    remainingS: clock.remainingS(),
  });
  let reason: RunEnd["reason"] | null = null;
  const onPhase = ({ trial, cell }: PlannedTrial, phase: Phase) =>
    tell({ type: "trial-phase", trial, phase, cell, remainingS: clock.remainingS() });
  const measured = (planned: PlannedTrial[]) =>
    plan.profile.duet
      ? runDuet(planned, plan, variants, database, upstreamUrl, signal, onPhase)
      : Promise.all(planned.map((each) => {
        const variant = variantNamed(variants, each.cell.variant);
        const onStep = (phase: Phase) => onPhase(each, phase);
        return runTrial(each, plan, variant, database, upstreamUrl, signal, onStep);
      }));
  for (const together of measuredTogether(plan, missing)) {
    reason = enough(plan, trials, together[0]!, clock);
    if (reason !== null || signal.aborted) break;
    const ended = await measured(together)
      .catch((error) => signal.aborted ? null : Promise.reject(error));
    if (ended === null) break;
    for (const trial of ended) {
      await appendTrial(runId, trial);
      trials.push(trial);
      clock.trialEnded();
      tell(endOf(trial, clock.remainingS()));
    }
  }
  if (trials.length === plan.trials.length) reason = "blocks";
  if (reason) {
    await endRun(runId, {
      schemaVersion: SCHEMA_VERSION,
      endedAt: new Date().toISOString(),
      reason,
    });
  }
  const failedCount = trials.filter(({ outcome }) => outcome.state === "failed").length;
  tell({
    type: "run-ended",
    state: reason === null ? "stopped" : "completed",
    runId,
    completedCount: trials.length - failedCount,
    failedCount,
  });
}

/** What is measured at a time: one trial, or the two of a duet's block. */
function measuredTogether(plan: Plan, missing: PlannedTrial[]): PlannedTrial[][] {
  if (!plan.profile.duet) return missing.map((planned) => [planned]);
  return [...Map.groupBy(missing, ({ block }) => block).values()];
}

/** Writes the header of a new run. */
async function begin(
  plan: Plan,
  database: Database,
  variants: Variants,
): Promise<string> {
  const startedAt = new Date();
  const names = [...new Set(plan.trials.map(({ cell }) => cell.variant))];
  const hashes = names.map(async (name) => [name, await hashOf(variantNamed(variants, name))]);
  const runId = newRunId(plan.experiment, startedAt);
  await createRun({
    schemaVersion: SCHEMA_VERSION,
    runId,
    startedAt: startedAt.toISOString(),
    plan,
    environment: await readEnvironment(database),
    variantHashes: Object.fromEntries(await Promise.all(hashes)),
  });
  return runId;
}

/** Reads what a run has; its plan must be the very one. */
async function goOn(plan: Plan, runId: string): Promise<{ runId: string; done: Trial[] }> {
  const earlier = await readRun(runId);
  if (earlier.plan.planHash !== plan.planHash || earlier.plan.seed !== plan.seed) {
    throw new GauntletError(
      `Cannot resume "${runId}": its plan is not this one; start a new run`,
    );
  }
  return { runId, done: earlier.trials };
}

function endOf(trial: Trial, remainingS: number): RunnerEvent {
  const { trial: number, cell, outcome } = trial;
  const completed = outcome.state === "completed";
  return {
    type: "trial-ended",
    trial: number,
    cell,
    throughputRps: completed ? outcome.throughputRps : null,
    failure: completed ? null : outcome.reason,
    remainingS,
  };
}

/** Reads the one order and then waits for its end: a stop, or stdin closed. */
async function readOrder(onEnd: () => void): Promise<Exclude<RunnerCommand, { type: "stop" }>> {
  const lines = jsonLines(Deno.stdin.readable);
  const first = await lines.next();
  const order = first.done ? null : RunnerCommand.parse(JSON.parse(first.value));
  if (order === null || order.type === "stop") throw new GauntletError("The run was stopped");
  // Whatever comes next ends the work: a stop, a broken line, the end of stdin.
  lines.next().finally(onEnd).catch(() => {});
  return order;
}

if (import.meta.main) {
  const writeLine = lineWriter(Deno.stdout.writable);
  let told: Promise<void> = Promise.resolve();
  const tell: Tell = (event) => void (told = writeLine(event));
  const abort = new AbortController();
  const stop = () => abort.abort(new GauntletError("The run was stopped"));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, stop);
  }

  let code = 0;
  try {
    const order = await readOrder(stop);
    if (order.type === "serve") await serve(order.cell, tell, abort.signal);
    else await run(order.plan, order.resume, tell, abort.signal);
  } catch (error) {
    code = 1;
    const reason = error instanceof GauntletError
      ? error.message
      : String((error as Error)?.stack ?? error);
    tell({ type: "failed", reason });
  }
  await told;
  Deno.exit(code);
}
