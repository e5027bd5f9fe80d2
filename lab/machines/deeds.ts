/** What an agent does when it is asked to, and what it holds meanwhile. */
import { startEmbedded } from "../database/embedded.ts";
import { farDatabase, roundTripOf } from "../database/far.ts";
import { generatorProcess } from "../load/process.ts";
import { workloadNamed } from "../server/catalog.ts";
import { variantAt, variantsAt } from "../server/revision.ts";
import { type RunningServer, withServer } from "../server/server.ts";
import { startService } from "../server/services.ts";
import { measuringLock } from "../system/lock.ts";
import { machineId, networkId } from "../system/machine.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import type { ManagedProcess } from "../system/processes/processes.ts";
import { GauntletError, projectPath, ROOT } from "../system/state.ts";
import { Look } from "../watch/look.ts";
import { buildAll } from "./build.ts";
import { readFacts, startedVersions } from "./facts.ts";
import type { AgentEvent, Answer, Asked, CallName } from "./protocol.ts";
import { answerReach, isReached } from "./reach.ts";

interface HeldGenerator {
  process: ManagedProcess;
  say: (message: unknown) => Promise<void>;
}

interface HeldServer {
  running: RunningServer | null;
  /** Ends it, and tells what it left behind. */
  end: () => Promise<string[]>;
}

/** All that the agent started and must end, by what it is. */
export class Held implements AsyncDisposable {
  readonly #all = new AsyncDisposableStack();
  readonly #abort = new AbortController();
  readonly generators = new Map<number, HeldGenerator>();
  readonly services: AsyncDisposable[] = [];
  database: (AsyncDisposable & { pid: number }) | null = null;
  relay: (AsyncDisposable & { pid: number }) | null = null;
  server: HeldServer | null = null;
  look: Look | null = null;
  openedAtMs = 0;

  constructor(
    readonly tell: (event: AgentEvent) => void,
    /** Lets the reaper know of a process that overwrites its environment. */
    readonly watch: (pid: number) => void,
  ) {
    // PostgreSQL last: servers and services are at work on it.
    this.#all.defer(() => this.database?.[Symbol.asyncDispose]());
    this.#all.defer(() => this.relay?.[Symbol.asyncDispose]());
    this.#all.defer(async () => {
      await Promise.all(this.services.map((service) => service[Symbol.asyncDispose]()));
    });
    this.#all.defer(async () => void await this.server?.end());
    this.#all.defer(async () => {
      await Promise.all([...this.generators.values()].map(({ process }) => process.stop()));
    });
  }

  /** Of all that is under way. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly stop = (): void => this.#abort.abort(new Error("The agent was told to end."));

  /** Fulfilled when it is told to end by a signal. */
  get stopped(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      this.signal.addEventListener("abort", () => resolve());
    });
  }

  use<T extends Disposable | AsyncDisposable>(resource: T): T {
    return this.#all.use(resource);
  }

  async say(pid: number, message: unknown): Promise<void> {
    await this.generators.get(pid)?.say(message);
  }

  tellLog(hasEnded: boolean): void {
    const server = this.server?.running;
    if (server == null) return;
    this.tell({ type: "server-log", hasEnded, tail: server.logTail(), end: server.logEnd() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#all[Symbol.asyncDispose]();
  }
}

type Deeds = { [Name in CallName]: (asked: Asked<Name>, held: Held) => Promise<Answer<Name>> };

const oneMachine = (first: string, second: string) =>
  new GauntletError(
    `Cannot have "${first}" and "${second}" as two machines: they are one, which their words in ` +
      `machines.json lead to by two ways; give all its roles one of the names`,
  );

const prepareBy = ({ tell }: Held) => (what: string) => tell({ type: "preparing", what });

/** What each question has it do. */
export const DEEDS: Deeds = {
  begin: async ({ name, address, held: ids, besides }, held) => {
    const network = await networkId();
    const twin = besides.find((each) => each.networkId === network);
    if (twin !== undefined) throw oneMachine(twin.name, name);
    // Of one machine there may be several agents, or the lab itself: one of them has the lock.
    if (!ids.includes(await machineId())) {
      const wait = () => prepareBy(held)("waiting for another run to end");
      held.use(await measuringLock(wait, held.signal));
    }
    const reach = address === null ? null : held.use(answerReach(address));
    return {
      facts: await readFacts(),
      networkId: network,
      root: ROOT,
      project: projectPath(),
      reachPort: reach?.port ?? null,
    };
  },
  versions: async ({ variants }) =>
    await startedVersions([...(await variantsAt(variants)).values()]),
  build: async ({ variants }, held) => {
    const found = [...(await variantsAt(variants)).values()];
    await buildAll(found, prepareBy(held), held.signal);
    return {};
  },
  "start-database": async ({ reach }, held) => {
    const database = await startEmbedded(held.watch, held.signal, reach);
    held.database = database;
    const { pid, adminUrl, serverUrl } = database;
    return { pid, adminUrl: adminUrl(""), serverUrl: serverUrl("") };
  },
  "stop-database": async (_, held) => {
    await held.database?.[Symbol.asyncDispose]();
    held.database = null;
    return {};
  },
  "start-service": async ({ workload, name }, held) => {
    const service = await startService(workloadNamed(workload), name);
    const id = held.services.push(service) - 1;
    const { variable, url, title } = service;
    service.ended.then(() => held.tell({ type: "service-ended", id }));
    return { id, variable, url, title };
  },
  "stop-service": async ({ id }, held) => {
    await held.services[id]?.[Symbol.asyncDispose]();
    return {};
  },
  "start-relay": async ({ url, roundTripMs }, held) => {
    const relay = await farDatabase(url, roundTripMs);
    held.relay = relay;
    return { pid: relay.pid, url: relay.url };
  },
  "stop-relay": async (_, held) => {
    await held.relay?.[Symbol.asyncDispose]();
    held.relay = null;
    return {};
  },
  "round-trip": async ({ url }) => ({ tookMs: await roundTripOf(url) }),
  "start-server": startServer,
  "stop-server": async (_, held) => {
    await held.server?.running?.stop();
    return {};
  },
  "end-server": async (_, held) => {
    const left = await held.server?.end() ?? [];
    held.server = null;
    return { left };
  },
  "start-generator": ({ loop }, held) => {
    const process = generatorProcess(loop);
    const { pid } = process;
    held.generators.set(pid, { process, say: lineWriter(process.child.stdin) });
    void passOn(process, held);
    return Promise.resolve({ pid });
  },
  "stop-generator": async ({ pid }, held) => {
    await held.generators.get(pid)?.process.stop();
    held.generators.delete(pid);
    return {};
  },
  "begin-look": ({ server, database, relay, ...known }, held) => {
    const pid = held.server?.running?.pid ?? null;
    held.look = new Look({
      ...known,
      // One that runs already is no process of ours.
      server: server === "none" ? null : server === "own" ? pid ?? "unknown" : "unknown",
      databasePid: database ? held.database?.pid ?? null : null,
      relay: relay ? held.relay?.pid ?? null : null,
      logLineCount: () => held.server?.running?.logLineCount() ?? null,
    });
    return Promise.resolve({});
  },
  opened: async ({ probe }, held) => {
    await held.look!.opened({ generators: [...held.generators.keys()], probe });
    return {};
  },
  closed: async ({ probe }, held) => {
    await held.look!.closed({ generators: [...held.generators.keys()], probe });
    return { lookedS: held.look!.lookedS };
  },
  seen: async (_, held) => {
    const seen = await held.look!.seen();
    held.tellLog(held.server?.running?.hasEnded() ?? false);
    return seen;
  },
  served: async ({ answerCount, answersByPort }, held) =>
    await held.look!.served(answerCount, answersByPort),
  "server-memory": async (_, held) => ({ memoryMiB: await held.look!.serverMemoryMiB() }),
  overflows: async (_, held) => await held.look!.overflows(),
  reaches: async ({ address, port }) => ({ isReached: await isReached(address, port) }),
};

/** A server that is lent to nobody but whoever asks next, until it is to end. */
async function startServer(
  { cell, databaseUrl, variables, host }: Asked<"start-server">,
  held: Held,
): Promise<Answer<"start-server">> {
  const variant = await variantAt(cell.variant);
  const ready = Promise.withResolvers<RunningServer>();
  const over = Promise.withResolvers<void>();
  const abort = new AbortController();
  let left: string[] = [];
  const services = {
    databaseUrl,
    variables,
    host,
    onLeft: (names: string[]) => void (left = names),
  };
  const signal = AbortSignal.any([held.signal, abort.signal]);
  const work = withServer(variant, cell, services, signal, async (server) => {
    ready.resolve(server);
    await over.promise;
    held.tellLog(server.hasEnded());
  });
  // Whoever waits for it to be ready hears of it; whoever ends it, too.
  work.catch(ready.reject);
  held.server = {
    running: null,
    end: async () => {
      abort.abort(new Error("The server was not wanted any more."));
      over.resolve();
      const wasReady = held.server?.running != null;
      await work.catch((error) => wasReady ? Promise.reject(error) : null);
      return left;
    },
  };
  const server = await ready.promise;
  held.server.running = server;
  server.ended?.then(() => held.tellLog(true));
  const { pid, url, readyS } = server;
  return { pid: pid!, url, readyS };
}

/** Passes on what a generator says, to its end. */
async function passOn(process: ManagedProcess, { tell }: Held): Promise<void> {
  const { pid } = process;
  for await (const line of jsonLines(process.child.stdout)) tell({ type: "said", pid, line });
  await process.child.status;
  tell({ type: "generator-ended", pid, log: process.logTail() });
}
