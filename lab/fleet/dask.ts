/** The near side of Dask: starts `fleet.py`, validates what it says, ends it on every way out. */
import { setTimeout as sleep } from "node:timers/promises";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import type { ManagedProcess } from "../system/processes/processes.ts";
import { GauntletError } from "../system/state.ts";
import type { FleetAddress } from "./address.ts";
import { daskPython, lastWord, startDask } from "./environment.ts";
import { type LocalFleet, localFleet } from "./local.ts";
import { type FleetCommand, FleetEvent } from "./protocol.ts";

/** Blocks are cancelled and connections closed within so long, or what is left is killed. */
const END_LIMIT_S = 30;

/** A fleet that is being connected to. It ends, with what is under way, when it leaves scope. */
export interface Dask extends AsyncDisposable {
  tell: (command: FleetCommand) => void;
  events: AsyncIterable<FleetEvent>;
  /** The processes of a fleet on this machine; `null` elsewhere. */
  local: LocalFleet | null;
}

export interface FleetOptions {
  /** Told what is waited for. */
  say: (what: string) => void;
  signal: AbortSignal;
  /** How often a block may be lost with its machine before it is given up. Default: Dask's, 3. */
  allowedFailures?: number;
  /** Starts the runner of a worker on this machine, by its number. Default: that of this checkout. */
  runnerOf?: (worker: number) => string[];
}

/**
 * Opens a fleet; whoever is told `connected` has it.
 *
 * @param resource the name by which machines that may measure are told from others
 */
export async function openFleet(
  address: FleetAddress,
  resource: string,
  { say, signal, allowedFailures, runnerOf }: FleetOptions,
): Promise<Dask> {
  // Before anything is installed for a file that is not there.
  const hosts = address.kind === "ssh" ? await readable(address.file) : null;
  const python = await daskPython(say);
  await using stack = new AsyncDisposableStack();
  const env = allowedFailures === undefined
    ? undefined
    : { GAUNTLET_ALLOWED_FAILURES: String(allowedFailures) };
  const local = address.kind === "local"
    ? stack.use(await localFleet(python, address.count, { say, signal, env, runnerOf }))
    : null;
  signal.throwIfAborted();
  const where = address.kind === "tcp"
    ? ["tcp", address.address]
    : hosts !== null
    ? ["ssh", hosts]
    : ["file", local!.schedulerFile];
  say(local === null ? `connecting to ${where[1]}` : "starting a fleet on this machine");
  const fleet = stack.use(startDask(python, {
    ...{ script: "fleet.py", args: [...where, resource] },
    ...{ stdin: "piped", stdout: "piped", env },
  }));
  const tell = lineWriter(fleet.child.stdin);
  stack.defer(async () => {
    await tell({ type: "end" } satisfies FleetCommand);
    await Promise.race([fleet.child.status, sleep(END_LIMIT_S * 1000, undefined, { ref: false })]);
  });
  const owned = stack.move();
  return {
    tell: (command) => void tell(command),
    events: eventsOf(fleet),
    local,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function* eventsOf(fleet: ManagedProcess): AsyncGenerator<FleetEvent> {
  for await (const line of jsonLines(fleet.child.stdout)) {
    yield FleetEvent.parse(JSON.parse(line));
  }
  yield { type: "lost", reason: `its Dask client has ended: ${lastWord(fleet.logTail())}` };
}

async function readable(file: string): Promise<string> {
  try {
    const text = await Deno.readTextFile(file);
    if (!/^\s*[^\s#]/m.test(text)) throw new Error("it names no machine");
    return file;
  } catch (error) {
    throw new GauntletError(
      `Cannot use the fleet "ssh:${file}": ${
        (error as Error).message
      }; name a file with a machine a ` +
        `line, as in "me@10.0.0.5 /home/me/gauntlet"`,
    );
  }
}
