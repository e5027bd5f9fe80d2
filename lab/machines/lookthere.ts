/** A look at another machine, by its agent. */
import type { Role } from "../nouns/machines.ts";
import type { AnswersByPort, Present, Seen, Served, Watched } from "../watch/look.ts";
import type { AgentConnection } from "./connection.ts";
import type { OneLook } from "./machine.ts";

/** Asks the agent for both ends of a window. What the agent started, it knows itself. */
export class LookThere implements OneLook {
  readonly #agent: AgentConnection;
  readonly #begun: Promise<unknown>;
  readonly ownsDatabase: boolean;
  lookedS = 0;

  constructor(agent: AgentConnection, watched: Watched, roles: readonly Role[]) {
    const { server, databasePid, relay, port, databasePort, threadsAskedCount } = watched;
    this.#agent = agent;
    this.ownsDatabase = roles.includes("database") && databasePid !== null;
    const hasServer = roles.includes("server");
    this.#begun = agent.ask("begin-look", {
      server: !hasServer || server === null ? "none" : server === "unknown" ? "unknown" : "own",
      database: this.ownsDatabase,
      relay: hasServer && relay != null,
      port: port ?? null,
      databasePort: databasePort ?? null,
      threadsAskedCount: hasServer ? threadsAskedCount ?? null : null,
    });
    // Noticed as the window opens.
    this.#begun.catch(() => {});
  }

  async opened({ probe }: Present): Promise<void> {
    await this.#begun;
    await this.#agent.ask("opened", { probe: this.ownsDatabase ? probe : null });
  }

  async closed({ probe }: Present): Promise<void> {
    const answer = await this.#agent.ask("closed", { probe: this.ownsDatabase ? probe : null });
    this.lookedS = answer.lookedS;
  }

  async seen(): Promise<Seen> {
    return await this.#agent.ask("seen", {}) as Seen;
  }

  served(answerCount: number, answersByPort?: AnswersByPort): Promise<Served> {
    const known = answersByPort?.map(([port, count]): [number, number] => [port, count]);
    return this.#agent.ask("served", { answerCount, answersByPort: known });
  }

  async serverMemoryMiB(): Promise<number> {
    await this.#begun;
    return (await this.#agent.ask("server-memory", {})).memoryMiB;
  }

  overflows() {
    return this.#agent.ask("overflows", {});
  }
}
