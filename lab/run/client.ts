/** The near side of the runner: starts it, validates what it says, stops it on every way out. */
import { GauntletError } from "../system/state.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Plan } from "../nouns/plan.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { denoArguments } from "../system/processes/program.ts";
import { readRun } from "../store/read.ts";
import { counted } from "../text/format.ts";
import { portAsked } from "../system/ports.ts";
import { type RunnerCommand, RunnerEvent } from "./protocol.ts";

/** The runner gives up good order after 20 s and leaves the rest to its reaper. */
const STOP_LIMIT_S = 25;

export interface RunOptions {
  /** A run to go on with. */
  resume?: string | null;
  /** Stops the run in good order; what was measured is kept. */
  signal?: AbortSignal;
  /** The next event waits for it; where it throws, the run is stopped. */
  onEvent?: (event: RunnerEvent) => unknown;
}

/**
 * Measures a plan in a runner of its own.
 *
 * @returns the run's id and whether it came to its end or was stopped
 * @throws GauntletError with the runner's sentence when it could not go on
 */
export async function runPlan(
  plan: Plan,
  { resume = null, signal, onEvent = () => {} }: RunOptions = {},
): Promise<Extract<RunnerEvent, { type: "run-ended" }>> {
  for await (const event of order({ type: "start", plan, resume }, signal)) {
    await onEvent(event);
    if (event.type === "run-ended") return event;
  }
  throw new GauntletError(
    resume === null ? "The run was stopped before its first trial" : await keptText(resume),
  );
}

/** Of a run that was to be gone on with, and was stopped before that began. */
async function keptText(runId: string): Promise<string> {
  const { length } = (await readRun(runId)).trials;
  return `The run was stopped while it was prepared; its ${counted(length, "trial")} ${
    length === 1 ? "is" : "are"
  } kept in data/runs/${runId}: go on with "deno task run --resume ${runId}"`;
}

/** Starts one server with its database, and keeps both until the signal. */
export async function serveCell(
  cell: Cell,
  signal: AbortSignal,
  onEvent: (event: RunnerEvent) => void,
): Promise<void> {
  for await (const event of order({ type: "serve", cell }, signal)) onEvent(event);
}

/** Gives a runner its order and yields what it says; the runner is gone when the loop is left. */
async function* order(command: RunnerCommand, signal?: AbortSignal): AsyncGenerator<RunnerEvent> {
  portAsked();
  await using runner = new ManagedProcess({
    program: Deno.execPath(),
    args: denoArguments(new URL("./runner.ts", import.meta.url)),
    stdin: "piped",
    stdout: "piped",
  }, STOP_LIMIT_S);
  const tell = lineWriter(runner.child.stdin);
  const stop = () => void tell({ type: "stop" } satisfies RunnerCommand);
  signal?.addEventListener("abort", stop);
  let runId: string | null = null;
  try {
    await tell(command);
    if (signal?.aborted) stop();
    for await (const line of jsonLines(runner.child.stdout)) {
      const event = RunnerEvent.parse(JSON.parse(line));
      if (event.type === "run-started") runId = event.runId;
      if (event.type === "failed") {
        if (event.stopped) return;
        throw new GauntletError(event.reason);
      }
      yield event;
    }
    const status = await runner.child.status;
    if (!status.success) throw new GauntletError(earlyEnd(status, runId, runner.logTail()));
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** How it ended, what it had, what to do, and what it said. */
function earlyEnd(
  { code, signal }: Deno.CommandStatus,
  runId: string | null,
  log: string,
): string {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const remedy = runId === null
    ? "run the task again"
    : `its trials are kept in data/runs/${runId}: go on with "deno task run --resume ${runId}"`;
  const cause = signal === "SIGKILL" ? " (as when the machine is out of memory)" : "";
  return `The runner ended early ${how}${cause}; ${remedy}; its log ends:\n${log || "(nothing)"}`;
}
