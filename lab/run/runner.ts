/**
 * The runner, a process of its own: it owns the database, the servers and the load generators, and
 * ends them all when its stdin closes, on SIGTERM and on error. Should it be killed, the reaper ends
 * them. stdin: `RunnerCommand`s; stdout: `RunnerEvent`s.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GauntletError } from "../system/state.ts";
import { appendTrial, endRun } from "../store/append.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Plan } from "../nouns/plan.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { withServer } from "../server/server.ts";
import { refusalOf } from "../system/explain.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { block, look } from "./block.ts";
import { measureBlocks, runEnded } from "./blocks.ts";
import { InterruptedError, lastingStage } from "./lasting.ts";
import { beginPart, beginRun, measuredOn, resumable } from "./parts.ts";
import { RunnerCommand, type RunnerEvent } from "./protocol.ts";
import { setStage } from "./stage.ts";
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
  { resume, on }: Pick<Extract<RunnerCommand, { type: "start" }>, "resume" | "on">,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const earlier = resume === null ? null : await resumable(plan, resume);
  const cells = plan.trials.map(({ cell }) => cell);
  await using lasting = await lastingStage(() => setStage(cells, tell, signal, undefined, on));
  const where = await measuredOn(lasting.stage);
  const runId = earlier === null
    ? await beginRun(plan, where)
    : await beginPart(earlier, plan, where);
  const { trials, reason } = await measureBlocks(plan, earlier?.trials ?? [], {
    ...{ runId, tell, signal },
    measure: async (planned, onPhase) => {
      const trial = await lasting
        .measure((stage) => runTrial(stage, planned, plan, { signal, onPhase }))
        .catch((error) => signal.aborted ? null : Promise.reject(interrupted(error, runId)));
      if (trial !== null) {
        await appendTrial(runId, trial)
          .catch((error) => Promise.reject(interrupted(error, runId)));
      }
      return trial;
    },
  });
  if (reason !== null) {
    const endedAt = new Date().toISOString();
    const trialCount = trials.length;
    await endRun(runId, { schemaVersion: SCHEMA_VERSION, endedAt, reason, trialCount });
  }
  tell(runEnded(runId, trials, reason));
}

/** What has gone, with what is kept and how it is gone on with. */
function interrupted(error: unknown, runId: string): unknown {
  const why = error instanceof InterruptedError ? error.message : refusalOf(error);
  if (why === null) return error;
  return new GauntletError(
    `The run was interrupted: ${why}; its trials are kept in data/runs/${runId}: see what ` +
      `ends it, then go on with "deno task run --resume ${runId}"`,
  );
}

/** What is thrown where a run ends because it was told to. */
class StoppedError extends GauntletError {
  constructor() {
    super("The run was stopped");
  }
}

/** The database is given 10 s to stop, a server 3 s, and a question that was under way 3 s. */
const GOOD_ORDER_LIMIT_S = 20;

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
  const stop = () => {
    abort.abort(new StoppedError());
    // What does not end in good order by then is left to the reaper, which is told by our end.
    Deno.unrefTimer(setTimeout(() => Deno.exit(1), GOOD_ORDER_LIMIT_S * 1000));
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, stop);
  }

  let code = 0;
  try {
    const order = await readOrder(stop);
    if (order.type === "serve") await serve(order.cell, tell, abort.signal);
    else if (order.type === "block") await block(order, tell, abort.signal);
    else if (order.type === "look") await look(tell);
    else await run(order.plan, order, tell, abort.signal);
  } catch (error) {
    code = 1;
    const stopped = error instanceof StoppedError;
    const reason = error instanceof GauntletError
      ? error.message
      : refusalOf(error) ?? String((error as Error)?.stack ?? error);
    tell({ type: "failed", stopped, reason });
  }
  await told;
  Deno.exit(code);
}
