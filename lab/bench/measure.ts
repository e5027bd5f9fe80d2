/** Puts a server under load for one window and writes down everything seen from outside. */
import { fileURLToPath } from "node:url";
import { GauntletError } from "../state.ts";
import type { Outcome, PlannedTrial, Profile } from "../types.ts";
import { cpuBetween, type CpuSnapshot, cpuSnapshot, type Roles } from "./cpu.ts";
import { LAB_APPLICATION, type QuoteDatabase } from "./database/database.ts";
import { type Books, readBooks, receiptBetween } from "./database/receipt.ts";
import { GeneratorEvent, type Order } from "./generator.ts";
import { jsonLines, lineWriter } from "./lines.ts";
import { descendants, memoryMiB, processTable } from "./proc.ts";
import { pathOf } from "../scenario.ts";
import { ManagedProcess } from "./processes.ts";
import type { RunningServer } from "./server.ts";

/** An answer that takes longer counts as a timeout. */
const TIMEOUT_S = 10;

/** A trial that completed, less what only the trial as a whole knows. */
export type Measurement = Omit<Extract<Outcome, { state: "completed" }>, "overheadS">;

/** The generator, started early so that its own start is not part of any trial's wait. */
export function startGenerator(): ManagedProcess {
  return new ManagedProcess({
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", fileURLToPath(new URL("./generator.ts", import.meta.url))],
    stdin: "piped",
    stdout: "piped",
  }, 0.5);
}

interface Snapshot {
  cpu: CpuSnapshot;
  books: Books | null;
}

/**
 * Warms a server up and measures one window.
 *
 * @throws GauntletError when the server or the generator ends, or when nothing is answered
 */
export async function measure(
  server: RunningServer,
  { cell }: PlannedTrial,
  profile: Profile,
  database: QuoteDatabase,
  databasePid: number | null,
  generator: ManagedProcess,
): Promise<Measurement> {
  const roles: Roles = { server: server.pid, database: databasePid, generator: generator.pid };
  const snapshot = async (): Promise<Snapshot> => {
    const [cpu, books] = await Promise.all([
      cpuSnapshot(roles),
      readBooks(database.sql, database.keepsBooks),
    ]);
    return { cpu, books };
  };

  await lineWriter(generator.child.stdin)(
    {
      url: server.url + pathOf(cell.scenario),
      connections: cell.scenario.load.connections,
      warmUpS: profile.warmUpS,
      windowS: profile.windowS,
      timeoutS: TIMEOUT_S,
    } satisfies Order,
  );
  let opened: Snapshot | undefined;
  let closed: Snapshot | undefined;
  let server_: Awaited<ReturnType<typeof census>> | undefined;
  for await (const line of jsonLines(generator.child.stdout)) {
    const event = GeneratorEvent.parse(JSON.parse(line));
    if (event.type === "opened") opened = await snapshot();
    if (event.type === "closed") {
      closed = await snapshot();
      server_ = await census(server.pid, database);
    }
    if (event.type !== "result" || !opened || !closed || !server_) continue;
    if (server.hasEnded()) {
      throw new GauntletError(
        `The server ended while it was measured; its log ends:\n${server.logTail()}`,
      );
    }
    if (event.result.okCount === 0) {
      const { non2xxCount, errorCount, timeoutCount } = event.result;
      throw new GauntletError(
        `No request was answered with 2xx: ${non2xxCount} other answers, ${errorCount} errors, ` +
          `${timeoutCount} timeouts; the server's log ends:\n${server.logTail()}`,
      );
    }
    return {
      state: "completed",
      ...event.result,
      ...cpuBetween(opened.cpu, closed.cpu),
      ...server_,
      receipt: receiptBetween(opened.books, closed.books),
      readyS: server.readyS,
    };
  }
  throw new GauntletError(`The load generator ended early; its log ends:\n${generator.logTail()}`);
}

/** What the server consists of under load. */
async function census(root: number, database: QuoteDatabase) {
  const table = await processTable();
  const pids = descendants(table, root);
  const [connections] = await database.sql`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND application_name <> ${LAB_APPLICATION}`;
  return {
    serverMemoryMiB: memoryMiB(pids),
    serverProcessCount: pids.length,
    serverThreadCount: pids.reduce((sum, pid) => sum + table.get(pid)!.threadCount, 0),
    databaseConnectionCount: connections!.count as number,
  };
}
