/**
 * A fleet on this machine, to try one out: a scheduler and some workers, each with a state folder, a
 * PostgreSQL and ports of its own, so that they share no file that either writes. They do share the cores.
 */
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { databaseHome } from "../database/home.ts";
import { measuringLock } from "../system/lock.ts";
import { LOOPBACK } from "../system/ports.ts";
import type { ManagedProcess } from "../system/processes/processes.ts";
import { denoArguments } from "../system/processes/program.ts";
import { exists, GauntletError, statePath } from "../system/state.ts";
import { startDask } from "./environment.ts";

/** What set-up and builds made, the same for all; whoever makes one of them holds its lock. */
const SHARED = ["builds", "bun", "deno", "python", "stamps", "worktrees"];

const START_LIMIT_S = 30;

export interface LocalFleet extends AsyncDisposable {
  /** In which the scheduler says where it is. */
  schedulerFile: string;
  scheduler: ManagedProcess;
  workers: ManagedProcess[];
}

export interface LocalOptions {
  /** Told what is waited for. */
  say: (what: string) => void;
  signal: AbortSignal;
  /** What all its processes find in their environment. */
  env?: Record<string, string>;
  /** Starts the runner of a worker, by its number. Default: that of this checkout. */
  runnerOf?: (worker: number) => string[];
}

/**
 * Starts it, and ends it when it leaves scope. Nobody else measures on this machine meanwhile.
 *
 * @throws GauntletError where the workers would share a database, or the scheduler does not start
 */
export async function localFleet(
  python: string,
  count: number,
  { say, signal, env, runnerOf = ourRunner }: LocalOptions,
): Promise<LocalFleet> {
  if (Deno.env.get("DATABASE_URL") && count > 1) {
    throw new GauntletError(
      `Cannot measure over local:${count} with DATABASE_URL: its workers would change each other's ` +
        `rows; unset it`,
    );
  }
  await using stack = new AsyncDisposableStack();
  stack.use(await measuringLock(() => say("waiting for another run to end"), signal));
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-fleet-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const schedulerFile = join(folder, "scheduler.json");
  const scheduler = stack.use(
    startDask(python, {
      ...{ script: "serve.py", args: ["scheduler", LOOPBACK, "0", schedulerFile] },
      env,
    }),
  );
  await untilThere(schedulerFile, scheduler, signal);
  const workers: ManagedProcess[] = [];
  for (let number = 1; number <= count; number++) {
    const state = await stateOf(number);
    workers.push(stack.use(startDask(python, {
      script: "serve.py",
      args: ["worker", "file", schedulerFile, `local-${number}`],
      env: { ...env, GAUNTLET_STATE: state, GAUNTLET_RUNNER: JSON.stringify(runnerOf(number)) },
      // Of one port only one of them could have it.
      withoutEnv: ["PORT"],
    })));
  }
  const owned = stack.move();
  const end = async () => {
    // All at once: each waits for its own runner.
    await Promise.all([...workers, scheduler].map((each) => each.stop()));
    await owned[Symbol.asyncDispose]();
  };
  return { schedulerFile, scheduler, workers, [Symbol.asyncDispose]: end };
}

/** How this checkout's runner is started. */
export const ourRunner = (): string[] => [
  Deno.execPath(),
  ...denoArguments(new URL("../run/runner.ts", import.meta.url)),
];

/** A worker's state folder, kept for the next time: its database is filled once. */
async function stateOf(number: number): Promise<string> {
  const state = statePath("fleet", String(number));
  await Deno.mkdir(state, { recursive: true });
  for (const name of SHARED) {
    await Deno.mkdir(statePath(name), { recursive: true });
    await link(statePath(name), join(state, name));
  }
  const [ours, theirs] = [await databaseHome(), await databaseHome(state)];
  const home = dirname(theirs.programs);
  await Deno.mkdir(home, { recursive: true, mode: 0o755 });
  if (theirs.owner) await Deno.chown(home, theirs.owner.uid, theirs.owner.gid);
  await link(ours.programs, theirs.programs);
  return state;
}

async function link(target: string, path: string): Promise<void> {
  const now = await Deno.readLink(path).catch(() => null);
  if (now === target) return;
  await Deno.remove(path).catch(() => {});
  await Deno.symlink(target, path);
}

async function untilThere(file: string, scheduler: ManagedProcess, signal: AbortSignal) {
  for (let waitedS = 0; !await exists(file); waitedS += 0.1) {
    signal.throwIfAborted();
    if (scheduler.ended !== null || waitedS > START_LIMIT_S) {
      throw new GauntletError(
        `Cannot start a fleet here: Dask's scheduler did not start; its log ends:\n${scheduler.logTail()}`,
      );
    }
    await sleep(100);
  }
}
