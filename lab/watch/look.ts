/** What is seen of one machine while a window is open: by role, and of all the rest. */
import type { ProcessTable } from "../system/processes/proc.ts";
import { descendants, memoryMiB, processTable, treeOf } from "../system/processes/proc.ts";
import { heldStill } from "../system/processes/processes.ts";
import { answersOf, connectionsOf } from "./connections.ts";
import {
  busiestFirst,
  cpuBetween,
  type CpuSnapshot,
  cpuSnapshot,
  type Roles,
  type ServerRole,
} from "./cpu.ts";
import { MachineWatch } from "./machine.ts";
import { memoryOf } from "./memory.ts";
import { type Overflows, overflowsFromNow } from "./network.ts";
import { busyThreads, type ThreadWaits, threadWaits } from "./threads.ts";

/** What is watched; the load's processes make themselves known as they open their window. */
export interface Watched {
  server: ServerRole;
  /** The postmaster; `null` where PostgreSQL is not the lab's own. */
  databasePid: number | null;
  /** The process that makes the database far; `null` where there is none. */
  relay?: number | null;
  /** Where the server answers; `null` where it is no process that the lab can see. */
  port?: number | null;
  /** Where PostgreSQL listens, where that is known. */
  databasePort?: number | null;
  /** Threads that were asked for, in all workers together; `null` where they are no setting. */
  threadsAskedCount?: number | null;
  /** How many lines the server has written; `null` where that is not seen. */
  logLineCount?: () => number | null;
}

/** Who is there as an end of the window is looked at. */
export interface Present {
  /** Of load generators on the machine that looks. */
  generators: number[];
  /** The database session that the lab itself asks by; `null` where PostgreSQL is not its own. */
  probe: number | null;
}

/** What was seen of a window, as fields of a trial. */
export type Seen = Awaited<ReturnType<Look["seen"]>>;

/** Answers by the port that a connection of the load comes from. */
export type AnswersByPort = readonly (readonly [port: number, count: number])[];

/** Who served in the window, as fields of a trial. */
export interface Served {
  serverBusyThreadsByProcess?: number[];
  serverAnswersByProcess?: number[];
}

/** A look at both ends of a window, of one machine or of several. */
export interface WindowLook {
  /** Whether the sessions of PostgreSQL are among what is looked at. */
  readonly ownsDatabase: boolean;
  opened: (present: Present) => Promise<void>;
  closed: (present: Present) => Promise<void>;
  /** What was seen: asked once, while the processes of the window are still there. */
  seen: () => Promise<Seen>;
  /**
   * Who served, by process: threads, where they are a setting of the server, and answers, where it is known
   * how many came over each connection. Asked when the load's own result is there.
   */
  served: (answerCount: number, answersByPort?: AnswersByPort) => Promise<Served>;
  /** What the server and all its processes have written to, in MiB; 0 where it is not seen. */
  serverMemoryMiB: () => Promise<number>;
  /** What has found no place in the server's accept queue since the look was begun. */
  overflows: () => Promise<Overflows>;
}

interface Snapshot {
  atMs: number;
  roles: Roles;
  table: ProcessTable;
  cpu: CpuSnapshot;
  threads: ThreadWaits | null;
  logLineCount: number | null;
}

/** Looks at the machine that it runs on. */
export class Look implements WindowLook {
  readonly #watched: Watched;
  /** Before the load begins: what comes and goes under it is told. */
  readonly #serverPids: Promise<number[]>;
  #machine: MachineWatch | null = null;
  /** Connections that each process of the server held, by the ports that they come from. */
  #held: number[][] | null = null;
  readonly #overflows: () => Promise<Overflows>;
  #opened: Snapshot | null = null;
  #closed: Snapshot | null = null;
  /** Seconds between the two ends, by a clock that only goes forward. */
  lookedS = 0;

  /** Connections are opened as the warm-up begins: what overflows is counted from here on. */
  constructor(watched: Watched) {
    const { server, port = null } = watched;
    this.#watched = watched;
    this.#serverPids = typeof server === "number" ? treeOf(server) : Promise.resolve([]);
    this.#overflows = overflowsFromNow(typeof server === "number" ? server : "self", port);
  }

  get ownsDatabase(): boolean {
    return this.#watched.databasePid !== null;
  }

  async opened(present: Present): Promise<void> {
    const { port = null, databasePort = null } = this.#watched;
    const ports = { server: port, database: databasePort };
    this.#machine = new MachineWatch(ports, await this.#serverPids);
    const { roles, table } = this.#opened = await this.#snapshot(present);
    this.#machine.opened(roles, table);
  }

  async closed(present: Present): Promise<void> {
    const { roles, table } = this.#closed = await this.#snapshot(present);
    this.lookedS = (this.#closed.atMs - this.#opened!.atMs) / 1000;
    this.#machine!.closed(roles, table);
  }

  async seen() {
    const [opened, closed] = [this.#opened!, this.#closed!];
    const port = this.#watched.port ?? null;
    const present = await census(closed.roles, closed.table, () => {
      const pids = busiestFirst(opened.cpu, closed.cpu)?.map(({ pid }) => pid);
      this.#held = port === null || pids === undefined ? null : connectionsOf(pids, port);
      return this.#held?.map((each) => each.length) ?? null;
    });
    const cpu = cpuBetween(opened.cpu, closed.cpu);
    return {
      ...cpu,
      ...this.#machine!.seen(cpu.otherCpuS),
      ...present,
      serverLogLineCount: opened.logLineCount === null || closed.logLineCount === null
        ? null
        : closed.logLineCount - opened.logLineCount,
    };
  }

  served(answerCount: number, answersByPort?: AnswersByPort): Promise<Served> {
    const [before, after] = [this.#opened!.threads, this.#closed!.threads];
    const asked = this.#watched.threadsAskedCount ?? null;
    const answers = answersOf(this.#held, answersByPort);
    return Promise.resolve({
      ...(before === null || after === null || asked === null
        ? {}
        : { serverBusyThreadsByProcess: busyThreads(before, after, answerCount, asked) }),
      ...(answers === undefined ? {} : { serverAnswersByProcess: answers }),
    });
  }

  async serverMemoryMiB(): Promise<number> {
    const { server } = this.#watched;
    return typeof server === "number" ? await memoryOf(server) : 0;
  }

  overflows(): Promise<Overflows> {
    return this.#overflows();
  }

  async #snapshot({ generators, probe }: Present): Promise<Snapshot> {
    const { server, databasePid, relay = null, threadsAskedCount = null } = this.#watched;
    const roles = { server, database: databasePid, generators, relay, probe };
    const table = await processTable();
    return {
      ...{ roles, table },
      atMs: performance.now(),
      cpu: cpuSnapshot(roles, table),
      threads: threadsAskedCount === null || typeof server !== "number"
        ? null
        : threadWaits(descendants(table, server)),
      logLineCount: this.#watched.logLineCount?.() ?? null,
    };
  }
}

/** What each role consisted of at the end of the window. */
async function census(roles: Roles, table: ProcessTable, connections: () => number[] | null) {
  const threads = (pids: number[]) =>
    pids.reduce((sum, pid) => sum + table.get(pid)!.threadCount, 0);
  const known = roles.server !== "unknown";
  const server = roles.server === "unknown" || roles.server === null
    ? []
    : descendants(table, roles.server);
  const generators = roles.generators.flatMap((pid) => descendants(table, pid));
  const postgres = roles.database === null
    ? null
    : descendants(table, roles.database).filter((pid) => pid !== roles.probe);
  // As it was under load, and read by cores that have nothing else to do: reading the memory of 30
  // sessions behind their queries took more than a second.
  return await heldStill([...generators, ...server, ...postgres ?? []], () => ({
    ...(server.length === 0 ? {} : { serverConnectionsByProcess: connections() }),
    serverMemoryMiB: known ? memoryMiB(server) : null,
    serverProcessCount: known ? server.length : null,
    serverThreadCount: known ? threads(server) : null,
    databaseMemoryMiB: postgres === null ? null : memoryMiB(postgres),
    databaseProcessCount: postgres?.length ?? null,
    generatorMemoryMiB: memoryMiB(generators),
    generatorThreadCount: threads(generators),
  }));
}
