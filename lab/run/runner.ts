/**
 * The runner, a process of its own: it owns the database, the servers and the load generators, and
 * ends them all when its stdin closes, on SIGTERM and on error. Should it be killed, the reaper ends
 * them. stdin: `RunnerCommand`s; stdout: `RunnerEvent`s.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GauntletError } from "../system/state.ts";
import { appendTrial, createRun, endRun } from "../store/append.ts";
import { newRunId } from "../store/folder.ts";
import { readRun } from "../store/read.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Plan } from "../nouns/plan.ts";
import type { RunEnd } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { hashOf } from "../server/catalog.ts";
import { withServer } from "../server/server.ts";
import { jsonLines, lineWriter } from "../system/lines.ts";
import { remainingTime } from "./clock.ts";
import { enough } from "./enough.ts";
import { readEnvironment } from "./environment.ts";
import { RunnerCommand, type RunnerEvent } from "./protocol.ts";
import { setStage, type Stage } from "./stage.ts";
import { runTrial } from "./trial.ts";

type Tell = (event: RunnerEvent) => void;

/** Keeps one server and its database up until the signal. */
async function serve(cell: Cell, tell: Tell, signal: AbortSignal): Promise<void> {
  await using stage = await setStage([cell], tell, signal);
  const { workload, size } = cell.scenario;
  const databaseUrl = stage.database?.of(workload, size).serverUrl ?? null;
  const services = { databaseUrl, variables: stage.servicesOf(workload) };
  const variant = stage.variantOf(cell);
  await withServer(variant, cell, services, signal, async ({ url, hasEnded, logTail, stop }) => {
    tell({ type: "serving", url, databaseUrl });
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
  await using stage = await setStage(plan.trials.map(({ cell }) => cell), tell, signal);
  const { runId, done } = resume === null
    ? { runId: await begin(plan, stage), done: [] }
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
  for (const planned of missing) {
    reason = enough(plan, trials, planned, clock);
    if (reason !== null || signal.aborted) break;
    const { trial: number, cell } = planned;
    const trial = await runTrial(stage, planned, plan, {
      signal,
      onPhase: (phase) =>
        tell({ type: "trial-phase", trial: number, phase, cell, remainingS: clock.remainingS() }),
    }).catch((error) => signal.aborted ? null : Promise.reject(error));
    if (trial === null) break;
    await appendTrial(runId, trial);
    trials.push(trial);
    clock.trialEnded();
    tell(endOf(trial, clock.remainingS()));
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

/** Writes the header of a new run. */
async function begin(plan: Plan, stage: Stage): Promise<string> {
  const startedAt = new Date();
  const hashes = stage.variants.map(async (variant) => [variant.name, await hashOf(variant)]);
  const runId = newRunId(plan.experiment, startedAt);
  await createRun({
    schemaVersion: SCHEMA_VERSION,
    runId,
    startedAt: startedAt.toISOString(),
    plan,
    environment: await readEnvironment(stage),
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

/** What is thrown where a run ends because it was told to. */
class StoppedError extends GauntletError {
  constructor() {
    super("The run was stopped");
  }
}

/** Reads the one order and then waits for its end: a stop, or stdin closed. */
async function readOrder(onEnd: () => void): Promise<Exclude<RunnerCommand, { type: "stop" }>> {
  const lines = jsonLines(Deno.stdin.readable);
  const first = await lines.next();
  const order = first.done ? null : RunnerCommand.parse(JSON.parse(first.value));
  if (order === null || order.type === "stop") throw new StoppedError();
  // Whatever comes next ends the work: a stop, a broken line, the end of stdin.
  lines.next().finally(onEnd).catch(() => {});
  return order;
}

if (import.meta.main) {
  const writeLine = lineWriter(Deno.stdout.writable);
  let told: Promise<void> = Promise.resolve();
  const tell: Tell = (event) => void (told = writeLine(event));
  const abort = new AbortController();
  const stop = () => abort.abort(new StoppedError());
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
    const stopped = error instanceof StoppedError;
    const reason = error instanceof GauntletError
      ? error.message
      : String((error as Error)?.stack ?? error);
    tell({ type: "failed", stopped, reason });
  }
  await told;
  Deno.exit(code);
}
