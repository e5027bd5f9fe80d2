/** Everything that is seen from outside while a window is open: by role, and in the database. */
import type { LoadResult, Outcome } from "../nouns/outcome.ts";
import { answersOf, connectionsOf } from "../watch/connections.ts";
import {
  busiestFirst,
  cpuBetween,
  type CpuSnapshot,
  cpuSnapshot,
  type Roles,
  type ServerRole,
} from "../watch/cpu.ts";
import type { SizedDatabase } from "../database/database.ts";
import { Killing } from "../database/killing.ts";
import { type Books, readBooks, receiptBetween } from "../watch/receipt.ts";
import type { WindowHooks } from "../load/tool.ts";
import { MachineWatch } from "../watch/machine.ts";
import {
  descendants,
  memoryMiB,
  type ProcessTable,
  processTable,
} from "../system/processes/proc.ts";
import { heldStill } from "../system/processes/processes.ts";
import { checkSameStart, postmasterStart } from "../watch/postmaster.ts";
import { Stalls } from "../system/stalls.ts";
import { busyThreads, type ThreadWaits, threadWaits } from "../watch/threads.ts";
import { type Waits, WaitSampler } from "../watch/waits.ts";

/** A trial that completed, less what only the trial as a whole knows. */
export type Observation = Omit<Extract<Outcome, { state: "completed" }>, "overheadS" | "readyS">;

interface Snapshot {
  table: ProcessTable;
  cpu: CpuSnapshot;
  books: Books | null;
  /** When PostgreSQL was started; `null` where it has no part. */
  startedAt: string | null;
  threads: ThreadWaits | null;
  logLineCount: number | null;
}

/** What is watched; the load's processes make themselves known as they open their window. */
export interface Observed {
  server: ServerRole;
  /** `null` where the workload has none, or the server has another. */
  database: SizedDatabase | null;
  /** `null` where PostgreSQL is not the lab's own. */
  databasePid: number | null;
  /** The process that makes the database far; `null` where there is none. */
  relay?: number | null;
  /** The server's sessions are ended this often while the window is open; otherwise never. */
  killBackendsEveryS?: number;
  /** Where the server answers; `null` where it is no process that the lab can see. */
  port?: number | null;
  /** Threads that were asked for, in all workers together; `null` where they are no setting. */
  threadsAskedCount?: number | null;
  /** Processes of the server before its load began. */
  serverPids?: readonly number[];
  /** How many lines the server has written; `null` where that is not seen. */
  logLineCount?: () => number | null;
}

/** Watches all roles while a window is open, and puts what it saw beside what the load saw. */
export async function observe(
  {
    server,
    database,
    databasePid,
    relay = null,
    killBackendsEveryS,
    port = null,
    threadsAskedCount = null,
    serverPids = [],
    logLineCount = () => null,
  }: Observed,
  load: (hooks: WindowHooks) => Promise<LoadResult>,
): Promise<Observation> {
  const probe = databasePid === null || database === null ? null : await probeOf(database);
  const rolesWith = (generators: number[]): Roles => ({
    server,
    database: databasePid,
    generators,
    relay,
    probe,
  });
  const snapshot = async (generators: number[]): Promise<Snapshot> => {
    const [table, books, startedAt] = await Promise.all([
      processTable(),
      database === null ? null : readBooks(database.sql, database.keepsBooks),
      database === null ? null : postmasterStart(database.sql),
    ]);
    const threads = threadsAskedCount === null || typeof server !== "number"
      ? null
      : threadWaits(descendants(table, server));
    const cpu = cpuSnapshot(rolesWith(generators), table);
    return { table, cpu, books, startedAt, threads, logLineCount: logLineCount() };
  };

  const ports = { server: port, database: portOfDatabase(database) };
  const machine = new MachineWatch(ports, serverPids);
  let opened: Snapshot | undefined;
  let closed: Snapshot | undefined;
  let sampler: WaitSampler | undefined;
  let killing: Killing | undefined;
  let killedSessionCount: number | undefined;
  let waits: Waits | undefined;
  let seenOfMachine: ReturnType<MachineWatch["seen"]> | undefined;
  let present: Awaited<ReturnType<typeof census>> | undefined;
  let held: number[][] | null = null;
  let labStallMs: number | undefined;
  using stack = new DisposableStack();
  let stalls: Stalls | undefined;
  const loading = load({
    onOpened: async (generators) => {
      opened = await snapshot(generators);
      machine.opened(rolesWith(generators), opened.table);
      stalls = stack.use(new Stalls());
      if (database === null) return;
      sampler = new WaitSampler(database.sql);
      if (killBackendsEveryS) killing = new Killing(database.sql, killBackendsEveryS);
    },
    onClosed: async (generators) => {
      labStallMs = stalls!.longestMs();
      killedSessionCount = await killing?.stop();
      closed = await snapshot(generators);
      machine.closed(rolesWith(generators), closed.table);
      waits = await sampler?.stop();
      const sessionCount = sampler?.lastSessionCount ?? null;
      present = await census(rolesWith(generators), closed.table, sessionCount, () => {
        const pids = busiestFirst(opened!.cpu, closed!.cpu)?.map(({ pid }) => pid);
        held = port === null || pids === undefined ? null : connectionsOf(pids, port);
        return held?.map((each) => each.length) ?? null;
      });
      seenOfMachine = machine.seen(cpuBetween(opened!.cpu, closed.cpu).otherCpuS);
    },
  });
  // Also when a generator fails: nothing may go on asking into the next trial.
  const { answersByPort, ...result } = await loading
    .finally(() => Promise.all([sampler?.stop(), killing?.stop()]));
  checkSameStart(opened!.startedAt, closed!.startedAt);
  const answers = answersOf(held, answersByPort);
  return {
    state: "completed",
    ...result,
    ...cpuBetween(opened!.cpu, closed!.cpu),
    ...waits,
    ...seenOfMachine!,
    labStallMs: labStallMs!,
    ...(answers === undefined ? {} : { serverAnswersByProcess: answers }),
    ...(closed!.startedAt === null ? {} : { databaseStartedAt: closed!.startedAt }),
    ...present!,
    ...(opened!.threads === null || closed!.threads === null ? {} : {
      serverBusyThreadsByProcess: busyThreads(
        opened!.threads,
        closed!.threads,
        result.okCount,
        threadsAskedCount!,
      ),
    }),
    serverLogLineCount: opened!.logLineCount === null || closed!.logLineCount === null
      ? null
      : closed!.logLineCount - opened!.logLineCount,
    ...(killedSessionCount === undefined ? {} : { killedSessionCount }),
    receipt: receiptBetween(opened!.books, closed!.books),
  };
}

/** Where PostgreSQL listens. */
function portOfDatabase(database: SizedDatabase | null): number | null {
  const port = database?.sql.options.port;
  return port === undefined ? null : Number([port].flat()[0]);
}

/** The session behind the lab's own connection. */
async function probeOf({ sql }: SizedDatabase): Promise<number> {
  const [session] = await sql`SELECT pg_backend_pid() AS pid`;
  return session!.pid;
}

/** What each role consisted of at the end of the window. */
async function census(
  roles: Roles,
  table: ProcessTable,
  databaseConnectionCount: number | null,
  connections: () => number[] | null,
) {
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
    databaseConnectionCount,
  }));
}
