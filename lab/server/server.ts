/** A server under test: started afresh for one trial, ready when it answers and rests, then gone. */
import { setTimeout as sleep } from "node:timers/promises";
import { checkedReady, untilReady } from "./ready.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Settings } from "../nouns/settings.ts";
import type { Address, FoundVariant } from "../nouns/variant.ts";
import { type ProcessRuntime, runtimeNamed } from "../runtimes/runtime.ts";
import { hostInUrl, isFree, LOOPBACK, serverPort } from "../system/ports.ts";
import { bounded } from "../text/cleaned.ts";
import { adoptOrphans, collectOrphans, orphansIn } from "../system/processes/orphans.ts";
import {
  carriersOf,
  descendants,
  nameOf,
  nowTicks,
  processTable,
} from "../system/processes/proc.ts";
import { ManagedProcess, ownProcesses, sendSignal } from "../system/processes/processes.ts";
import { GauntletError } from "../system/state.ts";

/** A stop takes at most this long before the tree is killed, by the contract of a server. */
export const STOP_GRACE_S = 3;

/** Enough for a traceback with what was asked before it. */
const KEPT_LINE_COUNT = 40;
/** And no more than this: a thousand trials are then a few megabytes. */
const KEPT_CHARS = 4096;

/** What a server is given to work with. */
export interface Services {
  /** `null` where its workload has no database. */
  databaseUrl: string | null;
  /** Addresses of services, by the variable that names each. */
  variables: Record<string, string>;
  /** Is told the names of processes that the server left behind and the lab ended. */
  onLeft?: (names: string[]) => void;
  /** Where the server listens, which its machine must have; loopback unless others reach it. */
  host?: string;
}

/** What is loaded: a server, or the database alone. */
export interface RunningServer {
  /** `null` where there is no process of which the lab knows. */
  pid: number | null;
  /** Without a path. */
  url: string;
  /** From the start command to the first answer, workers at rest; `null` where it already ran. */
  readyS: number | null;
  /** Whether it ended although nobody stopped it. */
  hasEnded: () => boolean;
  /** Fulfilled when it does; absent where the lab does not see it. */
  ended?: Promise<unknown>;
  /** The last lines that it wrote, fit to be shown. */
  logTail: () => string;
  /** What is kept of its log with a trial; empty where it wrote nothing, or the lab does not see it. */
  logEnd: () => string;
  /** How many lines it has written; `null` where the lab does not see them. */
  logLineCount: () => number | null;
  /** Asks it to stop and gives it the time to. */
  stop: () => Promise<void>;
}

/**
 * Lends a variant that runs to `use`. One that the lab starts is new, ready and at rest; afterwards
 * its whole tree is killed and nothing of it is left. Killed, because nothing of a server is of worth
 * after its window, while stopping takes Python some 0.3 s, and at times the second after which its
 * workers are given up.
 *
 * @throws GauntletError when it does not become ready, with the end of its log
 */
export async function withServer<T>(
  variant: FoundVariant,
  cell: Cell,
  services: Services,
  signal: AbortSignal,
  use: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const runtime = await runtimeNamed(variant.runtime);
  if (runtime.kind === "running") return await use(await alreadyRunning(variant));
  if (runtime.kind === "database") return await use(databaseAlone(services));
  return await withProcess(runtime, variant, cell, services, signal, use);
}

/** Nothing stands between the load and the database. */
const databaseAlone = ({ databaseUrl }: Services): RunningServer => ({
  ...nobodys,
  url: databaseUrl!,
  readyS: 0,
});

/** Of a server that the lab did not start, it sees no log and stops nothing. */
const nobodys = {
  pid: null,
  hasEnded: () => false,
  logTail: () => "(not known: the lab did not start it)",
  logEnd: () => "",
  logLineCount: () => null,
  stop: () => Promise.resolve(),
};

async function alreadyRunning(variant: FoundVariant): Promise<RunningServer> {
  const { origin } = new URL(variant.url!);
  await checkedReady(variant, origin);
  return { ...nobodys, pid: variant.pid ?? null, url: origin, readyS: null };
}

async function withProcess<T>(
  runtime: ProcessRuntime,
  variant: FoundVariant,
  cell: Cell,
  services: Services,
  signal: AbortSignal,
  use: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const host = services.host ?? LOOPBACK;
  const address = { host, port: serverPort(variant.name, undefined, host) };
  const token = crypto.randomUUID();
  const sinceTicks = nowTicks();
  adoptOrphans();
  const program = await start(runtime, variant, cell, address, services, token);
  try {
    await untilReady(variant, cell.settings, program, address, signal);
    return await use({
      pid: program.pid,
      url: `http://${hostInUrl(address.host)}:${address.port}`,
      readyS: (performance.now() - started) / 1000,
      hasEnded: () => program.ended !== null,
      ended: program.child.status,
      logTail: () => program.logTail(),
      logEnd: () =>
        bounded(program.logTail(KEPT_LINE_COUNT), { lengthMax: KEPT_CHARS, keep: "end" }),
      logLineCount: () => program.lineCount,
      stop: () => program.stop(),
    });
  } finally {
    await program.kill();
    const left = await endLeft(token, sinceTicks);
    if (left.length > 0) services.onLeft?.(left);
    await proveGone(variant.name, address, token);
  }
}

/** A reader's own settings of these would make another server of it. */
const NOT_INHERITED = [
  ...["GRANIAN_", "GUNICORN_", "UVICORN_", "OTEL_", "FASTAPI_", "FLASK_", "DJANGO_", "PYTHON"],
  ...[
    "NODE_OPTIONS",
    "NODE_ENV",
    "BUN_",
    "GOMAXPROCS",
    "GOMEMLIMIT",
    "GOGC",
    "GODEBUG",
    "PG",
    "UWSGI_",
    "SANIC_",
  ],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"],
];

async function start(
  runtime: ProcessRuntime,
  variant: FoundVariant,
  cell: Cell,
  address: Address,
  services: Services,
  token: string,
): Promise<ManagedProcess> {
  const [word, ...args] = variant.command!(cell.settings, address);
  const program = await runtime.program(variant, word!);
  const { workers, threads, poolMin, poolMax } = cell.settings;
  try {
    return new ManagedProcess({
      program,
      args,
      cwd: variant.folder,
      withoutEnv: NOT_INHERITED,
      env: {
        HOST: address.host,
        PORT: String(address.port),
        SIZE: String(cell.scenario.size),
        ...(services.databaseUrl === null ? {} : { DATABASE_URL: services.databaseUrl }),
        ...services.variables,
        WORKERS: String(workers),
        ...(threads === null ? {} : { THREADS: String(threads) }),
        POOL_MIN: String(poolMin),
        POOL_MAX: String(poolMax),
        ...optionVariables(variant, cell.settings),
        ...variant.env,
        GAUNTLET_SERVER: token,
      },
    }, STOP_GRACE_S);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new GauntletError(
      `Cannot start "${variant.name}": its program "${word}" is neither in its folder, in its ` +
        `build, in its environment nor on PATH; correct the command, or install it`,
    );
  }
}

/** `{ httpServer: "uvicorn" }` as `HTTP_SERVER=uvicorn`, with the default of each that is not set. */
function optionVariables(
  { options = {} }: FoundVariant,
  settings: Settings,
): Record<string, string> {
  const variable = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return Object.fromEntries(
    Object.entries(options).map((
      [name, [usual]],
    ) => [variable(name), settings.options?.[name] ?? usual!]),
  );
}

/** Rounds of 10 ms in which what was killed goes. */
const LEFT_ROUNDS = 100;

/**
 * Ends what a server left behind: what carries its token, and what came to us when its parents ended,
 * whatever it did to its session and its environment.
 *
 * @returns what it was called
 */
async function endLeft(token: string, sinceTicks: number): Promise<string[]> {
  const names = new Map<number, string>();
  for (let round = 0; round < LEFT_ROUNDS; round++) {
    const table = await processTable();
    const left = [
      ...await carriersOf("GAUNTLET_SERVER", token),
      ...orphansIn(table, ownProcesses(), sinceTicks),
    ].flatMap((pid) => descendants(table, pid));
    if (left.length === 0) break;
    for (const pid of left) {
      names.set(pid, nameOf(pid));
      sendSignal(pid, "SIGKILL");
    }
    await sleep(10);
  }
  collectOrphans(await processTable(), ownProcesses(), sinceTicks);
  return [...names.values()];
}

async function proveGone(name: string, address: Address, token: string): Promise<void> {
  const left = await carriersOf("GAUNTLET_SERVER", token);
  const { port, host } = address;
  for (let round = 0; !isFree(port, host) && round < 100; round++) await sleep(10);
  if (left.length === 0 && isFree(port, host)) return;
  throw new GauntletError(
    `Cannot stop "${name}": ` +
      (left.length > 0 ? `processes ${left.join(", ")} are left` : `port ${port} is still in use`) +
      `; end them by hand`,
  );
}
