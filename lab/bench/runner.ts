/**
 * The runner, a process of its own: it owns the database, the servers and the load generators, and
 * ends them all when its stdin closes, on SIGTERM and on error. Should it be killed, the reaper ends
 * them. stdin: `RunnerCommand`s; stdout: `RunnerEvent`s.
 */
import { fileURLToPath } from "node:url";
import { appendTrial, createRun } from "../store/append.ts";
import { newRunId } from "../store/folder.ts";
import { readRun } from "../store/read.ts";
import { GauntletError } from "../state.ts";
import { type Plan, type PlannedTrial, SCHEMA_VERSION, type Trial } from "../types.ts";
import { type Database, openDatabase } from "./database/database.ts";
import { readEnvironment } from "./environment.ts";
import { jsonLines, lineWriter } from "./lines.ts";
import { measuringLock } from "./lock.ts";
import { ManagedProcess, TOKEN_VARIABLE } from "./processes.ts";
import { RunnerCommand, type RunnerEvent } from "./protocol.ts";
import { type Phase, runTrial } from "./trial.ts";
import { findVariants, type FoundVariant, hashOf, variantNamed } from "../variants.ts";

type Tell = (event: RunnerEvent) => void;

/** What a trial takes beyond warm-up and window, before one was seen. */
const FIRST_GUESS_OVERHEAD_S = 2;

/** Measures what a plan still lacks. */
async function run(plan: Plan, resume: string | null, tell: Tell, signal: AbortSignal): Promise<void> {
  const prepare = (what: string) => tell({ type: "preparing", what });
  using _lock = await measuringLock(() => prepare("waiting for another run to end"), signal);
  await using reaper = startReaper();
  prepare("starting PostgreSQL");
  await using database = await openDatabase(rowCounts(plan), {
    onStarted: (pid) => reaper.watch(pid),
    onFill: (rows) => prepare(`filling the database with ${rows.toLocaleString("en")} quotes`),
  });
  const variants = await findVariants();
  const { runId, done } = resume === null
    ? { runId: await begin(plan, database, variants), done: [] }
    : await goOn(plan, resume);
  const missing = plan.trials.filter(({ trial }) => !done.some((earlier) => earlier.trial === trial));

  const clock = remainingTime(plan, missing.length);
  const tally = countOf(done);
  tell({
    type: "run-started",
    runId,
    trialCount: plan.trials.length,
    doneCount: done.length,
    remainingS: clock.remainingS(),
  });
  for (const planned of missing) {
    if (signal.aborted) break;
    const onPhase = (phase: Phase) =>
      tell({ type: "trial-phase", trial: planned.trial, phase, cell: planned.cell, remainingS: clock.remainingS() });
    const variant = variantNamed(variants, planned.cell.variant);
    const trial = await runTrial(planned, plan, variant, database, signal, onPhase)
      .catch((error) => signal.aborted ? null : Promise.reject(error));
    if (trial === null) break;
    await appendTrial(runId, trial);
    clock.trialEnded();
    tally[trial.outcome.state]++;
    tell(endOf(trial, clock.remainingS()));
  }
  tell({
    type: "run-ended",
    state: tally.completed + tally.failed === plan.trials.length ? "completed" : "stopped",
    runId,
    completedCount: tally.completed,
    failedCount: tally.failed,
  });
}

/** Writes the header of a new run. */
async function begin(
  plan: Plan,
  database: Database,
  variants: Map<string, FoundVariant>,
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

const rowCounts = (plan: Plan) => [...new Set(plan.trials.map(({ cell }) => cell.scenario.rows))];

function countOf(trials: Trial[]): Record<Trial["outcome"]["state"], number> {
  const tally = { completed: 0, failed: 0 };
  trials.forEach((trial) => tally[trial.outcome.state]++);
  return tally;
}

/** Time left by the mean of the trials so far. */
function remainingTime(plan: Plan, trialCount: number) {
  const started = performance.now();
  const guessS = plan.profile.warmUpS + plan.profile.windowS + FIRST_GUESS_OVERHEAD_S;
  let ended = 0;
  return {
    trialEnded: () => void ended++,
    remainingS: () => {
      const elapsedS = (performance.now() - started) / 1000;
      const trialS = ended === 0 ? guessS : elapsedS / ended;
      return Math.max(0, Math.round(trialCount * trialS - elapsedS));
    },
  };
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

/** Starts the process that outlives this one, and tells it when it is not needed. */
function startReaper() {
  const token = crypto.randomUUID();
  const reaper = new ManagedProcess({
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", fileURLToPath(new URL("./reaper.ts", import.meta.url)), token],
    stdin: "piped",
  });
  // From here on every child carries the token; the reaper itself does not.
  Deno.env.set(TOKEN_VARIABLE, token);
  const write = lineWriter(reaper.child.stdin);
  return {
    watch: (pid: number) => void write({ watch: pid }),
    [Symbol.asyncDispose]: async () => {
      await write({ done: true });
      await reaper.stop();
    },
  } satisfies AsyncDisposable & { watch: (pid: number) => void };
}

/** Reads commands until stdin closes; whatever ends them ends the run. */
async function listen(onStart: (plan: Plan, resume: string | null) => void, stop: () => void) {
  for await (const line of jsonLines(Deno.stdin.readable)) {
    const command = RunnerCommand.parse(JSON.parse(line));
    if (command.type === "stop") break;
    onStart(command.plan, command.resume);
  }
  stop();
}

if (import.meta.main) {
  const writeLine = lineWriter(Deno.stdout.writable);
  let told: Promise<void> = Promise.resolve();
  const tell: Tell = (event) => void (told = writeLine(event));
  const abort = new AbortController();
  const stop = () => abort.abort(new GauntletError("The run was stopped"));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, stop);

  const plan = Promise.withResolvers<{ plan: Plan; resume: string | null }>();
  const listening = listen((plan_, resume) => plan.resolve({ plan: plan_, resume }), () => {
    stop();
    plan.reject(abort.signal.reason);
  });
  listening.catch((error) => {
    plan.reject(error);
    stop();
  });
  let code = 0;
  try {
    const { plan: wanted, resume } = await plan.promise;
    await run(wanted, resume, tell, abort.signal);
  } catch (error) {
    code = 1;
    const reason = error instanceof GauntletError ? error.message : String((error as Error)?.stack ?? error);
    tell({ type: "failed", reason });
  }
  await told;
  Deno.exit(code);
}
