/**
 * The agent, a process on the machine that it speaks for: starts what it is asked to, passes lines to and
 * from load generators, looks at `/proc`, and ends all that it started when its stdin closes, when it hears
 * no beat for a while, or on SIGTERM. Should it be killed, a reaper of its own ends what is left.
 * Argument: the folder of the project, where it is not the lab's. stdin: `AgentCommand`s; stdout:
 * `AgentEvent`s. Within a window it has nothing to do but pass on lines.
 */
import { refusalOf } from "../system/explain.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { startReaper } from "../system/processes/leash.ts";
import { GauntletError, PROJECT_VARIABLE } from "../system/state.ts";
import { within } from "../system/within.ts";
import type { Held } from "./deeds.ts";
import { AgentCommand, type AgentEvent, BEAT_S, BEATS_LOST_S, CALLS } from "./protocol.ts";

/** PostgreSQL is given 10 s to stop, a server 3 s; what takes longer is the reaper's. */
const GOOD_ORDER_LIMIT_S = 13;
/** What was asked for and is not done by then is left to the reaper. */
const UNDER_WAY_LIMIT_S = 5;

/** A sentence for the reader where it is one, else what failed: as it is told of a trial here. */
function refusal(id: number, error: unknown): AgentEvent {
  const sentence = error instanceof GauntletError ? error.message : refusalOf(error);
  const reason = sentence ?? String((error as Error)?.message ?? error);
  return { type: "refused", id, reason, fault: sentence === null };
}

async function obey(
  command: Extract<AgentCommand, { type: "ask" }>,
  held: Held,
): Promise<AgentEvent> {
  const { id, name, asked } = command;
  try {
    const { DEEDS } = await import("./deeds.ts");
    if (!(name in DEEDS)) throw new Error(`There is nothing that is called "${name}".`);
    const known = name as keyof typeof DEEDS;
    const deed = DEEDS[known] as (asked: unknown, held: Held) => Promise<unknown>;
    return { type: "answer", id, answer: await deed(CALLS[known].asked.parse(asked), held) };
  } catch (error) {
    return refusal(id, error);
  }
}

/**
 * Obeys until it is told to leave, its stdin ends, or nothing is heard any more; what is under way then
 * is told to end, and waited for: what it starts at last must be ended too.
 */
async function untilLeft(held: Held, tell: (event: AgentEvent) => void): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let heardAtMs = performance.now();
  const silence = Promise.withResolvers<void>();
  const watch = setInterval(() => {
    if (performance.now() - heardAtMs > BEATS_LOST_S * 1000) silence.resolve();
  }, BEAT_S * 1000);
  const listening = (async () => {
    for await (const line of jsonLines(Deno.stdin.readable)) {
      heardAtMs = performance.now();
      const command = AgentCommand.parse(JSON.parse(line));
      if (command.type === "leave") return;
      if (command.type === "beat") {
        tell({ type: "beat", beat: command.beat, wallMs: Date.now() });
      }
      if (command.type === "say") void held.say(command.pid, command.message);
      if (command.type === "ask") {
        const work: Promise<void> = obey(command, held).then(tell)
          .finally(() => underWay.delete(work));
        underWay.add(work);
      }
    }
  })();
  try {
    await Promise.race([listening, silence.promise, held.stopped]);
  } finally {
    clearInterval(watch);
    held.stop();
    await within(Promise.all(underWay), {
      limitS: UNDER_WAY_LIMIT_S,
      sentence: () => "What was under way did not end; it is left to the reaper",
    });
  }
}

if (import.meta.main) {
  const write = lineWriter(Deno.stdout.writable);
  const tell = (event: AgentEvent) => void write(event);
  const [project] = Deno.args;
  if (project !== undefined) Deno.env.set(PROJECT_VARIABLE, project);
  const reaper = await startReaper();
  // The catalog that comes with it is that of the project.
  const { Held } = await import("./deeds.ts");
  const held = new Held(tell, reaper.watch);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, held.stop);
  }
  tell({ type: "hello" });
  let code = 0;
  try {
    await untilLeft(held, tell);
  } catch (error) {
    code = 1;
    console.error(error instanceof Error ? error.message : error);
  }
  Deno.unrefTimer(setTimeout(() => Deno.exit(1), GOOD_ORDER_LIMIT_S * 1000));
  await held[Symbol.asyncDispose]().catch((error) => {
    code = 1;
    console.error(error.message);
  });
  // A process that could not be ended is the reaper's, which our end tells.
  if (code === 0) await reaper[Symbol.asyncDispose]();
  Deno.exit(code);
}
