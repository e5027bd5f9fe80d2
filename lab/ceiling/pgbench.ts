/** pgbench as a client: what its log says of one window. Documentation: pgbench(1), "Per-Transaction Logging". */
import { delimiter, join } from "node:path";
import { emptyHistogram, recordLatencyMs } from "../nouns/histogram.ts";
import { exists, GauntletError } from "../system/state.ts";
import type { LoadResult } from "../nouns/types.ts";
import type { Loaded, WindowHooks } from "../load/generators.ts";
import { ManagedProcess, sleep } from "../system/processes.ts";
import { SHAPES, type SqlShape } from "./shapes.ts";
import { quantilesOf } from "../load/window.ts";

/** What pgbench is asked to do. */
export interface PgbenchOrder {
  program: string;
  databaseUrl: string;
  sql: SqlShape;
  connections: number;
  /** Whole seconds, as pgbench takes them. */
  warmUpS: number;
  windowS: number;
  /** Ends it early, which is an error. */
  signal?: AbortSignal;
}

/** Where pgbench is, or `null`. */
export async function findPgbench(path = Deno.env.get("PATH") ?? ""): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const program = join(folder, "pgbench");
    if (folder !== "" && await exists(program)) return program;
  }
  return null;
}

/** A shape as pgbench's script: `\gset` keeps the columns of an answer as variables. */
export function scriptOf(sql: SqlShape): string {
  const { quote, author } = SHAPES[sql];
  return author === null
    ? `${quote};\n`
    : `${quote} \\gset\n${author.replace("$1", ":author_id")};\n`;
}

/**
 * Runs pgbench and cuts one window out of it.
 *
 * @throws GauntletError with what pgbench said when it fails
 */
export async function runPgbench(
  order: PgbenchOrder,
  hooks: WindowHooks,
): Promise<Loaded> {
  const startedAtMs = Date.now();
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-pgbench-" });
  try {
    const script = join(folder, "script.sql");
    await Deno.writeTextFile(script, scriptOf(order.sql));
    await using pgbench = start(order, folder, script);
    order.signal?.addEventListener("abort", () => void pgbench.stop(), { once: true });
    // It reports once a second, from when all its connections are open.
    await reports(pgbench, order.warmUpS);
    const openedAtMs = Date.now();
    await hooks.onOpened([pgbench.pid]);
    await reports(pgbench, order.warmUpS + order.windowS);
    const closedAtMs = Date.now();
    await hooks.onClosed([pgbench.pid]);
    const { success } = await pgbench.child.status;
    if (!success) throw failure(pgbench);
    const result = await readLogs(folder, openedAtMs, closedAtMs);
    return { result, warmUpS: (openedAtMs - startedAtMs) / 1000, settled: null };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function start(order: PgbenchOrder, folder: string, script: string): ManagedProcess {
  const { hostname, port, pathname, username, password } = new URL(order.databaseUrl);
  const threads = Math.min(order.connections, navigator.hardwareConcurrency);
  return new ManagedProcess({
    program: order.program,
    args: ["--no-vacuum", "--protocol=prepared", "--progress=1", "--log"].concat(
      `--client=${order.connections}`,
      `--jobs=${threads}`,
      // One second more: the last report may come after the last query.
      `--time=${order.warmUpS + order.windowS + 1}`,
      `--file=${script}`,
      `--log-prefix=${join(folder, "log")}`,
    ),
    // Not on the command line, where every user of the machine could read the password.
    env: {
      PGHOST: hostname,
      PGPORT: port || "5432",
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: pathname.slice(1),
    },
  });
}

const failure = (pgbench: ManagedProcess) =>
  new GauntletError(`Cannot measure the ceiling: pgbench failed; it said:\n${pgbench.logTail()}`);

/** Waits for so many of pgbench's reports. */
async function reports(pgbench: ManagedProcess, count: number): Promise<void> {
  while (pgbench.countLines(/^progress: /) < count) {
    if (pgbench.ended !== null) throw failure(pgbench);
    await sleep(20);
  }
}

/** Each thread's log: client, transaction, latency in µs, script, end in s and µs since 1970. */
async function readLogs(
  folder: string,
  openedAtMs: number,
  closedAtMs: number,
): Promise<LoadResult> {
  const durationS = (closedAtMs - openedAtMs) / 1000;
  const histogram = emptyHistogram();
  const inSecond: number[] = Array(Math.floor(durationS)).fill(0);
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
    }
  }
  const okCount = histogram.totalCount;
  return {
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
}
