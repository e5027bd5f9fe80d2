/** Another machine, by its agent. */
import { join, relative } from "node:path";
import type { GeneratorProcess } from "../load/process.ts";
import type { Order } from "../load/order.ts";
import { runtimeNamed } from "../runtimes/runtime.ts";
import { READY_LIMIT_S } from "../server/ready.ts";
import { type RunningServer, withServer } from "../server/server.ts";
import { oneLine } from "../text/cleaned.ts";
import { GauntletError, projectPath, ROOT } from "../system/state.ts";
import { AgentConnection } from "./connection.ts";
import type { KnownMachine } from "./known.ts";
import { LookThere } from "./lookthere.ts";
import type { Machine } from "./machine.ts";
import type { AgentEvent, Answer } from "./protocol.ts";

/** Packages are installed and programs compiled. */
const BUILD_LIMIT_S = 1800;
/** A cluster is made where there is none. */
const DATABASE_LIMIT_S = 120;
/** Another run may measure there until then. */
const BEGIN_LIMIT_S = 24 * 3600;
/** A server that starts and rests, and one whose end is proven. */
const SERVER_LIMIT_S = READY_LIMIT_S + 30;

/**
 * Starts an agent on a machine and begins there.
 *
 * @param address of IP by which the others reach it
 * @param run the ids of machines whose locks the run has, and those that it has opened
 * @param prepare is told what is waited for there
 * @throws GauntletError when it does not answer, with what was said instead, or is one of those
 */
export async function otherMachine(
  known: KnownMachine,
  address: string,
  run: { held: readonly string[]; besides: readonly Machine[] },
  prepare: (what: string) => void,
  signal: AbortSignal,
): Promise<Machine> {
  const { name } = known;
  await using stack = new AsyncDisposableStack();
  const agent = stack.use(await AgentConnection.open(known, signal));
  agent.hear((event) => event.type === "preparing" && prepare(`${event.what} (on ${name})`));
  const held = [...run.held, ...run.besides.map(({ facts }) => facts.machineId)];
  const besides = run.besides.flatMap(({ name, networkId }) =>
    networkId === null ? [] : [{ name, networkId }]
  );
  const asked = { name, address, held, besides };
  const begun = await agent.ask("begin", asked, { limitS: BEGIN_LIMIT_S, signal })
    .catch((error) => Promise.reject(agent.lost.aborted ? error : understood(error, name, signal)));
  const owned = stack.move();
  return {
    ...{ name, address },
    facts: begun.facts,
    networkId: begun.networkId,
    isHere: false,
    lost: agent.lost,
    get distance() {
      return agent.distance;
    },
    versions: (variants) => agent.ask("versions", { variants: variants.map(({ name }) => name) }),
    build: async (variants) => {
      const names = variants.map(({ name }) => name);
      await agent.ask("build", { variants: names }, { limitS: BUILD_LIMIT_S, signal });
    },
    startDatabase: async (_onStarted, signal, reach) => {
      const limits = { limitS: DATABASE_LIMIT_S, signal };
      const started = await agent.ask("start-database", {
        reach: { address: reach!.address, from: [...reach!.from] },
      }, limits);
      return {
        pid: started.pid,
        adminUrl: (database) => started.adminUrl + database,
        serverUrl: (database) => started.serverUrl + database,
        [Symbol.asyncDispose]: unlessLost(agent, () => agent.ask("stop-database", {})),
      };
    },
    startService: async (workload, name) => {
      const { id, ...service } = await agent.ask("start-service", {
        workload: workload.name,
        name,
      });
      const ended = Promise.withResolvers<void>();
      let hasEnded = false;
      const heard = agent.hear((event) => {
        if (event.type !== "service-ended" || event.id !== id) return;
        hasEnded = true;
        ended.resolve();
      });
      return {
        ...service,
        ended: ended.promise,
        hasEnded: () => hasEnded,
        [Symbol.asyncDispose]: async () => {
          heard[Symbol.dispose]();
          await unlessLost(agent, () => agent.ask("stop-service", { id }))();
        },
      };
    },
    withServer: serverThere(agent, address),
    startGenerator: (loop) =>
      new GeneratorThere(
        agent,
        loop,
        begun.facts.limits.openFileCount,
        (order) => asThere(order, begun),
      ),
    farDatabase: async (url, roundTripMs) => ({
      ...await agent.ask("start-relay", { url, roundTripMs }),
      [Symbol.asyncDispose]: unlessLost(agent, () => agent.ask("stop-relay", {})),
    }),
    roundTripOf: async (url) => (await agent.ask("round-trip", { url })).tookMs,
    look: (watched, roles) => new LookThere(agent, watched, roles),
    reachPort: begun.reachPort,
    reaches: async (address, port) => (await agent.ask("reaches", { address, port })).isReached,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is no sentence is said by an agent that takes or gives other words: it is of other code. */
function understood(error: Error, name: string, signal: AbortSignal): Error {
  if (error instanceof GauntletError || signal.aborted) return error;
  return new GauntletError(
    `Cannot measure on the machine "${name}": its agent does not speak as the lab here does ` +
      `(${oneLine(error.message, { lengthMax: 100 })}); copy this checkout there, then ` +
      `"deno task setup --on ${name}"`,
  );
}

/** An agent that is lost ends what it started by itself. */
const unlessLost = (agent: AgentConnection, end: () => Promise<unknown>) => async () => {
  if (agent.lost.aborted) return;
  await end().catch((error) => agent.lost.aborted ? null : Promise.reject(error));
};

/** The workload of an order stands in the folder of the lab there, or of the project. */
function asThere(order: Order, { root, project }: Answer<"begin">): Order {
  if (order.asked.speaks !== "http") return order;
  const { requests } = order.asked;
  const moved = [[projectPath(), project], [join(ROOT), root]].map(([here, there]) => {
    const inside = relative(here!, requests.file);
    return inside.startsWith("..") ? null : join(there!, inside);
  }).find((file) => file !== null);
  if (moved === undefined) {
    throw new GauntletError(
      `Cannot load from another machine: the workload ${requests.file} is neither in the lab nor in ` +
        `the project; move it there, or let the load be here`,
    );
  }
  return { ...order, asked: { speaks: "http", requests: { ...requests, file: moved! } } };
}

/** Lends a server there as `withServer` does one here. */
function serverThere(agent: AgentConnection, host: string): typeof withServer {
  return async (variant, cell, services, signal, use) => {
    const { kind } = await runtimeNamed(variant.runtime);
    if (kind !== "process") return await withServer(variant, cell, services, signal, use);
    const { databaseUrl, variables } = services;
    let log = { hasEnded: false, tail: "", end: "" };
    using _heard = agent.hear((event) => {
      if (event.type === "server-log") log = event;
    });
    const limits = { limitS: SERVER_LIMIT_S, signal };
    try {
      const asked = { cell, databaseUrl, variables, host };
      const { pid, url, readyS } = await agent.ask("start-server", asked, limits);
      const server: RunningServer = {
        ...{ pid, url, readyS },
        hasEnded: () => log.hasEnded,
        logTail: () => log.tail,
        logEnd: () => log.end,
        // It is counted there, at both ends of a window.
        logLineCount: () => null,
        stop: async () => void await agent.ask("stop-server", {}),
      };
      return await use(server);
    } finally {
      await unlessLost(agent, async () => {
        const { left } = await agent.ask("end-server", {}, { limitS: SERVER_LIMIT_S });
        if (left.length > 0) services.onLeft?.(left);
      })();
    }
  };
}

/** A load generator there: its lines pass through the agent, its load does not. */
class GeneratorThere implements GeneratorProcess {
  readonly pid = null;
  readonly lines: AsyncIterable<string>;
  readonly #agent: AgentConnection;
  readonly #started: Promise<number>;
  readonly #lines: string[] = [];
  readonly #heard: Disposable;
  #log = "";
  #hasEnded = false;
  #more = Promise.withResolvers<void>();

  constructor(
    agent: AgentConnection,
    loop: string,
    private readonly mostFiles: number | null,
    readonly asThere: (order: Order) => Order,
  ) {
    this.#agent = agent;
    // What it says may come before the answer that names it.
    const early: AgentEvent[] = [];
    let pid: number | null = null;
    this.#heard = agent.hear((event) =>
      pid === null ? void early.push(event) : this.#hear(pid, event)
    );
    this.#started = agent.ask("start-generator", { loop }).then((answer) => {
      pid = answer.pid;
      for (const event of early) this.#hear(pid, event);
      return pid;
    });
    this.#started.catch(() => {});
    this.lines = this.#read();
  }

  readonly logTail = (): string => this.#log;

  readonly openFileLimit = (): number | null => this.mostFiles;

  readonly say = async (message: unknown): Promise<void> =>
    await this.#agent.say(await this.#started, message);

  readonly stop = async (): Promise<void> => {
    await unlessLost(this.#agent, async () => {
      await this.#agent.ask("stop-generator", { pid: await this.#started });
    })();
    this.#heard[Symbol.dispose]();
  };

  #hear(pid: number, event: AgentEvent): void {
    if (event.type !== "said" && event.type !== "generator-ended") return;
    if (event.pid !== pid) return;
    if (event.type === "said") this.#lines.push(event.line);
    else {
      this.#log = event.log;
      this.#hasEnded = true;
    }
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  async *#read(): AsyncGenerator<string> {
    await this.#started;
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    const { lost: signal } = this.#agent;
    const lose = () => lost.reject(signal.reason);
    signal.addEventListener("abort", lose);
    if (signal.aborted) lose();
    try {
      for (;;) {
        while (this.#lines.length > 0) yield this.#lines.shift()!;
        if (this.#hasEnded) return;
        await Promise.race([this.#more.promise, lost.promise]);
      }
    } finally {
      signal.removeEventListener("abort", lose);
    }
  }
}
