/** A server under test: started afresh for one trial, ready when it answers and rests, then gone. */
import { join } from "node:path";
import { GauntletError, pythonBin } from "../system/state.ts";
import type { Address, Cell, Settings } from "../nouns/types.ts";
import { isFree, LOOPBACK, serverPort } from "../system/ports.ts";
import { carriersOf, descendants, processTable } from "../system/proc.ts";
import { ManagedProcess, sleep } from "../system/processes.ts";
import type { FoundVariant } from "./variants.ts";

/** How long a server may take to answer; the slowest here needs 3 s. */
const READY_LIMIT_S = 30;
/** What each worker writes when it is ready, by the contract of servers/README.md. */
const STARTED = /Started worker/;
/** A stop takes at most this long before the tree is killed, by the contract of servers/README.md. */
export const STOP_GRACE_S = 3;

/** What a server is given to work with. */
export interface Services {
  databaseUrl: string;
  /** The delay service; `null` where no scenario needs it. */
  upstreamUrl: string | null;
}

export interface RunningServer {
  pid: number;
  url: string;
  address: Address;
  /** From the start command to the first answer, workers at rest. */
  readyS: number;
  /** How it ended, or `null` while it runs as it should. */
  hasEnded: () => boolean;
  logTail: () => string;
  /** Asks it to stop and gives it the time to. */
  stop: () => Promise<void>;
}

/**
 * Starts a variant, waits until it is ready, lends it to `use`, kills its whole tree and proves that
 * nothing of it is left. Killed, because nothing of a server is of worth after its window, while
 * stopping takes Python some 0.3 s, and at times the second after which its workers are given up.
 */
export async function withServer<T>(
  variant: FoundVariant,
  cell: Cell,
  services: Services,
  signal: AbortSignal,
  use: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const address = { host: LOOPBACK, port: serverPort(variant.name) };
  const token = crypto.randomUUID();
  const program = start(variant, cell, address, services, token);
  try {
    await ready(variant.name, cell.settings.workers, program, address, signal);
    return await use({
      pid: program.pid,
      url: `http://${address.host}:${address.port}`,
      address,
      readyS: (performance.now() - started) / 1000,
      hasEnded: () => program.ended !== null,
      logTail: () => program.logTail(),
      stop: () => program.stop(),
    });
  } finally {
    await program.kill();
    await proveGone(variant.name, address, token);
  }
}

function start(
  variant: FoundVariant,
  cell: Cell,
  address: Address,
  services: Services,
  token: string,
): ManagedProcess {
  const [word, ...args] = variant.command(cell.settings, address);
  const { workers, threads, poolMin, poolMax } = cell.settings;
  return new ManagedProcess({
    program: programOf(variant, word!),
    args,
    cwd: variant.folder,
    // A reader's own settings of these would make another server of it.
    withoutEnv: [
      ...["GRANIAN_", "GUNICORN_", "UVICORN_", "OTEL_", "FASTAPI_", "FLASK_", "DJANGO_", "PYTHON"],
      ...["NODE_OPTIONS", "NODE_ENV", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"],
      ...["http_proxy", "https_proxy", "all_proxy"],
    ],
    env: {
      HOST: address.host,
      PORT: String(address.port),
      DATABASE_URL: services.databaseUrl,
      ...(services.upstreamUrl === null ? {} : { UPSTREAM_URL: services.upstreamUrl }),
      WORKERS: String(workers),
      ...(threads === null ? {} : { THREADS: String(threads) }),
      POOL_MIN: String(poolMin),
      POOL_MAX: String(poolMax),
      ...optionVariables(variant, cell.settings),
      GAUNTLET_SERVER: token,
    },
  }, STOP_GRACE_S);
}

function programOf({ runtime }: FoundVariant, word: string): string {
  if (runtime === "deno") return Deno.execPath();
  return runtime === "python" ? join(pythonBin("servers"), word) : word;
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

/**
 * Waits until every worker has said that it started (connections opened before that would all go to
 * the first one, and stay there), the server answers, and its processes have come to rest.
 */
async function ready(
  name: string,
  workers: number,
  program: ManagedProcess,
  address: Address,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_S * 1000;
  const problem = (what: string) =>
    new GauntletError(
      `Cannot start "${name}": ${what}; its log ends:\n${program.logTail() || "(nothing)"}`,
    );
  using client = oneShotClient();
  const started = () => program.countLines(STARTED) >= workers;
  while (!started() || !await answers(address, client)) {
    signal.throwIfAborted();
    if (program.ended !== null) throw problem(`it ended with code ${program.ended.code}`);
    if (performance.now() > deadline) {
      throw problem(
        `${
          program.countLines(STARTED)
        } of ${workers} workers started and answered within ${READY_LIMIT_S} s`,
      );
    }
    await sleep(20);
  }
  while (!await rests(program.pid) && performance.now() < deadline);
}

/** Keeps no connection: one left idle would be a connection more than the load has. */
export function oneShotClient(): Deno.HttpClient {
  return Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
}

async function answers(address: Address, client: Deno.HttpClient): Promise<boolean> {
  try {
    const response = await fetch(`http://${address.host}:${address.port}/static`, {
      signal: AbortSignal.timeout(2000),
      client,
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether a tree used no more than a tick of CPU time in a twentieth of a second. */
async function rests(root: number): Promise<boolean> {
  const used = async () => {
    const table = await processTable();
    return descendants(table, root).reduce((sum, pid) => sum + table.get(pid)!.cpuS, 0);
  };
  const before = await used();
  await sleep(50);
  return await used() - before <= 0.01;
}

async function proveGone(name: string, address: Address, token: string): Promise<void> {
  const left = await carriersOf("GAUNTLET_SERVER", token);
  for (let round = 0; !isFree(address.port) && round < 100; round++) await sleep(10);
  if (left.length === 0 && isFree(address.port)) return;
  throw new GauntletError(
    `Cannot stop "${name}": ` +
      (left.length > 0
        ? `processes ${left.join(", ")} are left`
        : `port ${address.port} is still in use`) +
      `; end them by hand`,
  );
}
