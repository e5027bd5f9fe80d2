/** pgbench as a client of SQL: what its log says of a window. Documentation: pgbench(1), "Per-Transaction Logging". */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { emptyHistogram, recordLatencyMs } from "../../nouns/histogram.ts";
import type { Load } from "../../nouns/load.ts";
import type { LoadResult } from "../../nouns/outcome.ts";
import { call } from "../../system/processes/call.ts";
import { clockFromNow } from "../../system/clock.ts";
import { ManagedProcess, sendSignal } from "../../system/processes/processes.ts";
import { GauntletError } from "../../system/state.ts";
import type { StatementSource, Target } from "../order.ts";
import { pgbenchScript } from "../statements.ts";
import type { LoadSession, LoadTool, WarmedUp, WarmUp, WindowHooks } from "../tool.ts";
import { checkOpenFiles } from "../openfiles.ts";
import { hasSettled, type Slice, SLICE_S } from "../steady.ts";
import { warmthOf } from "../warmup.ts";
import { quantilesOf } from "../window.ts";

export const tool: LoadTool = {
  speaks: "sql",
  kinds: ["closed"],
  version: async () =>
    (await call("pgbench", ["--version"], { limitS: 20 })).stdout.match(/\d+(\.\d+)*/)?.[0] ?? null,
  remedy: 'install it (Debian: apt-get install postgresql-contrib), or name the tool "postgresjs"',
  open: (load) => new Pgbench(load),
};

/** Longer than any trial; it is ended by the signal of its own alarm, on which it writes its log. */
const WITHOUT_END_S = 3600;
/** All its connections are open within so long. */
const START_LIMIT_S = 60;
/** It needs no more than a moment to write its log. */
const END_LIMIT_S = 10;

class Pgbench implements LoadSession {
  readonly #load: Load;
  #folder: string | null = null;
  #process: ManagedProcess | null = null;
  #now: () => number = clockFromNow();
  settled: boolean | null = null;

  constructor(load: Load) {
    this.#load = load;
  }

  get pids(): number[] {
    return this.#process === null ? [] : [this.#process.pid];
  }

  /**
   * Its reports come once a second, from when all its connections are open. It goes on for no longer
   * than it must: a database has no compiler that makes it faster by the second.
   */
  async warmUp({ url, asked, timeoutS }: Target, { leastS }: WarmUp): Promise<WarmedUp> {
    if (asked.speaks !== "sql") throw new Error("pgbench asks a database, and no server.");
    checkOpenFiles({ load: this.#load, share: { index: 0, count: 1 } });
    const startedAt = performance.now();
    this.#folder = await Deno.makeTempDir({ prefix: "gauntlet-pgbench-" });
    // As pgbench itself does: the time of day when it starts, and from then on a clock without steps.
    this.#now = clockFromNow();
    this.#process = await start(this.#folder, url, asked.statements, this.#load.connections);
    const wholeS = Math.ceil(leastS);
    for (;;) {
      const { over, ...warm } = warmthOf(
        reportsOf(this.#process.rawTail(REPORTS_LIMIT)),
        this.#load,
        { leastS: wholeS, mostS: wholeS },
        { sliceS: 1, timeoutS },
      );
      if (over) return { ...warm, warmUpS: (performance.now() - startedAt) / 1000 };
      if (this.#process.ended !== null) throw failure(this.#process);
      if (performance.now() - startedAt > (wholeS + START_LIMIT_S) * 1000) {
        throw new GauntletError(
          `Cannot measure the ceiling: pgbench has not begun within ${START_LIMIT_S} s; see whether ` +
            `PostgreSQL answers, or ask for fewer connections; it said:\n${
              this.#process.logTail() || "(nothing)"
            }`,
        );
      }
      await sleep(20);
    }
  }

  async window(windowS: number, { onOpened, onClosed }: WindowHooks): Promise<LoadResult> {
    const pgbench = this.#process!;
    const openedAtMs = this.#now();
    await onOpened(this.pids);
    await sleep(Math.max(0, windowS * 1000 - (this.#now() - openedAtMs)));
    const closedAtMs = this.#now();
    await onClosed(this.pids);
    sendSignal(pgbench.pid, "SIGALRM");
    const ended = await Promise.race([pgbench.child.status, sleep(END_LIMIT_S * 1000)]);
    if (!ended?.success) throw failure(pgbench);
    const { result, slices } = await readLogs(this.#folder!, openedAtMs, closedAtMs);
    this.settled = hasSettled(slices);
    return result;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    if (this.#folder !== null) await Deno.remove(this.#folder, { recursive: true });
    this.#folder = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function start(
  folder: string,
  databaseUrl: string,
  statements: StatementSource,
  connections: number,
): Promise<ManagedProcess> {
  const script = join(folder, "script.sql");
  await Deno.writeTextFile(script, pgbenchScript(statements));
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  const threads = Math.min(connections, navigator.hardwareConcurrency);
  return new ManagedProcess({
    program: "pgbench",
    args: ["--no-vacuum", "--protocol=prepared", "--progress=1", "--log"].concat(
      `--client=${connections}`,
      `--jobs=${threads}`,
      `--time=${WITHOUT_END_S}`,
      `--random-seed=${statements.seed}`,
      `--file=${script}`,
      `--log-prefix=${join(folder, "log")}`,
    ),
    // Not on the command line, where every user of the machine could read the password.
    env: {
      // An IPv6 address is in brackets in a URL alone.
      PGHOST: hostname.replace(/^\[(.*)\]$/, "$1"),
      PGPORT: port || "5432",
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: pathname.slice(1),
    },
  });
}

const failure = (pgbench: ManagedProcess) =>
  new GauntletError(`Cannot measure the ceiling: pgbench failed; it said:\n${pgbench.logTail()}`);

/** More lines than any warm-up has seconds. */
const REPORTS_LIMIT = 200;

/**
 * The seconds that pgbench reports, each as a slice.
 *
 * @example
 * ```ts
 * import { reportsOf } from "lab/load/tools/pgbench.ts";
 * const log = "progress: 1.0 s, 250.0 tps, lat 4.000 ms stddev 0.100, 0 failed";
 * console.log(reportsOf(log)[0]!.okCount); // 250
 * ```
 */
export function reportsOf(log: string): Slice[] {
  return [...log.matchAll(/^progress: [\d.]+ s, ([\d.]+) tps, lat ([\d.]+) ms/gm)]
    .map(([, tps, latencyMs]) => {
      const count = Number(tps);
      const latencySumMs = count * Number(latencyMs);
      return { durationS: 1, okCount: count, endedCount: count, latencySumMs };
    });
}

/** Each thread's log: client, transaction, latency in µs, script, end in s and µs since 1970. */
async function readLogs(
  folder: string,
  openedAtMs: number,
  closedAtMs: number,
): Promise<{ result: LoadResult; slices: Slice[] }> {
  const durationS = (closedAtMs - openedAtMs) / 1000;
  const histogram = emptyHistogram();
  const inSecond: number[] = Array(Math.floor(durationS)).fill(0);
  const slices: Slice[] = Array.from(
    { length: Math.floor(durationS / SLICE_S) },
    () => ({ durationS: SLICE_S, okCount: 0, latencySumMs: 0, endedCount: 0 }),
  );
  let latencySumMs = 0;
  let errorCount = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith("log.")) continue;
    for (const line of (await Deno.readTextFile(join(folder, name))).split("\n")) {
      const [, , latencyUs, , endS, endUs] = line.split(" ").map(Number);
      const sinceMs = endS! * 1000 + endUs! / 1000 - openedAtMs;
      if (!(sinceMs >= 0 && sinceMs < closedAtMs - openedAtMs)) continue;
      // A failed transaction has a word for its latency.
      if (Number.isNaN(latencyUs)) {
        errorCount++;
        continue;
      }
      latencySumMs += latencyUs! / 1000;
      recordLatencyMs(histogram, latencyUs! / 1000);
      const second = Math.floor(sinceMs / 1000);
      if (second < inSecond.length) inSecond[second]!++;
      const slice = slices[Math.floor(sinceMs / 1000 / SLICE_S)];
      if (slice === undefined) continue;
      slice.okCount++;
      slice.endedCount++;
      slice.latencySumMs += latencyUs! / 1000;
    }
  }
  const okCount = histogram.totalCount;
  const result: LoadResult = {
    durationS,
    okCount,
    non2xxCount: 0,
    errorCount,
    timeoutCount: 0,
    reconnectCount: 0,
    responseBytes: 0,
    throughputRps: okCount / durationS,
    throughputSamplesRps: inSecond,
    latencyMeanMs: okCount === 0 ? 0 : latencySumMs / okCount,
    ...quantilesOf(histogram),
  };
  return { result, slices };
}
