/**
 * Every measured field of a trial, once: its unit, what it is, how the values of several load
 * generators become one, and whether it may be unknown. The schema of a trial, the merging of
 * generators, the columns of tables, the fixtures and `data/README.md` are made from this.
 */
import { z } from "zod";
import { LOSSES } from "./loss.ts";

const count = z.int().nonnegative();
const quantity = z.number().nonnegative();

export type Unit = "s" | "ms" | "1/s" | "B" | "MiB" | "count" | "µs" | "share" | "none";

/** Who sees it: the load; an open loop alone; who watches the roles; the trial as a whole. */
export type SeenBy = "load" | "open loop" | "watch" | "trial";

/**
 * How the values of several generators that loaded side by side become one: they add up; their mean
 * or their largest counts; weighted by answers, or by requests sent; second by second, or loss by loss;
 * the histograms are added, and what is read from a histogram is read again; or answers over seconds.
 */
export type Merge =
  | "sum"
  | "mean"
  | "most"
  | "by answers"
  | "by sent"
  | "each second"
  | "each loss"
  | "histogram"
  | "from histogram"
  | "answers over seconds";

export interface Metric {
  schema: z.ZodType;
  unit: Unit;
  seenBy: SeenBy;
  /** Of what the load sees: it alone is seen by several processes at once. */
  merge?: Merge;
  /** What it is, for `data/README.md`. */
  sentence: string;
  /** Whether tables have it as a column of its own; lists and texts are told by others. */
  column: boolean;
}

const load = <S extends z.ZodType>(
  schema: S,
  unit: Unit,
  merge: Merge,
  sentence: string,
) => ({ schema, unit, seenBy: "load" as const, merge, sentence, column: true as const });

const openLoop = <S extends z.ZodType>(schema: S, unit: Unit, merge: Merge, sentence: string) => ({
  schema: schema.optional(),
  unit,
  seenBy: "open loop" as const,
  merge,
  sentence: `open loop: ${sentence}`,
  column: true as const,
});

const watch = <S extends z.ZodType>(
  schema: S,
  unit: Unit,
  sentence: string,
) => ({
  schema,
  unit,
  seenBy: "watch" as const,
  sentence,
  column: true as const,
});

const trial = <S extends z.ZodType>(
  schema: S,
  unit: Unit,
  sentence: string,
) => ({
  schema,
  unit,
  seenBy: "trial" as const,
  sentence,
  column: true as const,
});

/** Lists and texts are no columns, nor what other columns are made from. */
const notInTables = <M extends { column: true }>({ column: _shown, ...metric }: M) => ({
  ...metric,
  column: false as const,
});

export const METRICS = {
  durationS: load(z.number().positive(), "s", "mean", "length of the measuring window"),
  okCount: load(count, "count", "sum", "answers with a 2xx status: all that counts as throughput"),
  non2xxCount: load(count, "count", "sum", "answers with another status"),
  errorCount: load(
    count,
    "count",
    "sum",
    "requests that failed with no answer, or with part of one",
  ),
  losses: notInTables(load(
    z.array(z.strictObject({ loss: z.enum(LOSSES), count })).optional(),
    "count",
    "each loss",
    "of `errorCount`, how many in which way: `no connection`, `closed before the answer`, `answer cut " +
      "short`, `closed` (either, where the load tool does not tell), `other`; absent in older runs, " +
      "which counted neither of the two that the server closes",
  )),
  timeoutCount: load(count, "count", "sum", "requests that were not answered within 10 s"),
  reconnectCount: load(
    count,
    "count",
    "sum",
    "connections opened again because the server closed one",
  ),
  responseBytes: load(quantity, "B", "by answers", "mean size of a 2xx answer with its headers"),
  throughputRps: load(quantity, "1/s", "answers over seconds", "`okCount` over `durationS`"),
  throughputSamplesRps: notInTables(load(
    z.array(quantity),
    "1/s",
    "each second",
    "2xx answers in each full second of the window; empty where the load tool cannot tell",
  )),
  latencyMeanMs: load(quantity, "ms", "by answers", "mean over 2xx answers"),
  latencyP50Ms: load(quantity, "ms", "from histogram", "half of the 2xx answers took no longer"),
  latencyP90Ms: load(quantity, "ms", "from histogram", "nine of ten took no longer"),
  latencyP99Ms: load(quantity, "ms", "from histogram", "99 of a hundred took no longer"),
  // A stored histogram keeps its longest latency to three digits only.
  latencyMaxMs: load(quantity, "ms", "most", "the longest of them"),
  latencyHistogramUs: notInTables(load(
    z.string(),
    "µs",
    "histogram",
    "HdrHistogram V2 of the latencies of 2xx answers, three digits, deflated, base64; histograms " +
      "can be merged, quantiles cannot",
  )),
  idleConnectionCount: load(
    count.optional(),
    "count",
    "sum",
    "of `idleConnections`, those still open when the window closed",
  ),
  generatorStallMs: notInTables(load(
    quantity.optional(),
    "ms",
    "most",
    "the longest time in the window for which the load generator had no turn: it was stopped, or had no " +
      "core; absent where the load tool cannot tell, and in older runs",
  )),
  offeredRps: openLoop(
    quantity,
    "1/s",
    "sum",
    "requests that should have been sent in the window, over `durationS`; latencies count from " +
      "when each should have been sent",
  ),
  sentCount: openLoop(count, "count", "sum", "requests sent in the window"),
  backlogCount: openLoop(
    count,
    "count",
    "sum",
    "requests due and not answered when the window closed",
  ),
  backlogGrowthCount: openLoop(
    z.int(),
    "count",
    "sum",
    "how many more those were than when it opened",
  ),
  backlogOldestMs: openLoop(
    quantity,
    "ms",
    "most",
    "how long the oldest of them had waited; latencies beyond it may be missing",
  ),
  sendDelayMeanMs: openLoop(
    quantity,
    "ms",
    "by sent",
    "how late the generator itself was where a connection was free; part of every latency",
  ),
  serverCpuS: watch(
    quantity.nullable(),
    "s",
    "CPU time of the server's processes in the window; `null` where nothing is known of them",
  ),
  databaseCpuS: watch(
    quantity.nullable(),
    "s",
    "of PostgreSQL's processes; `null` where it is not the lab's own",
  ),
  generatorCpuS: watch(quantity, "s", "of the load generator"),
  relayCpuS: watch(
    quantity.optional(),
    "s",
    "of the relay that makes the database far; absent where there is none",
  ),
  otherCpuS: watch(quantity, "s", "of everything else on the cores that the run may use"),
  stolenCpuS: watch(quantity, "s", "taken by the hypervisor"),
  labStallMs: notInTables(watch(
    quantity.optional(),
    "ms",
    "the longest time in the window for which the lab itself had no turn, which looks at the server and " +
      "asks it nothing; absent in older runs",
  )),
  probeCpuS: watch(
    quantity.nullable().optional(),
    "s",
    "of `otherCpuS`: the lab's own questions to PostgreSQL; `null` where PostgreSQL is not the lab's own",
  ),
  serverCpuByProcessS: notInTables(watch(
    z.array(quantity).optional(),
    "s",
    "CPU time of each process of the server, the busiest first",
  )),
  serverConnectionsByProcess: notInTables(watch(
    z.array(count).nullable().optional(),
    "count",
    "connections to the server that each of these processes held at the end of the window, in the " +
      "same order, idle ones too; `null` where that could not be read",
  )),
  serverVoluntarySwitchCount: notInTables(watch(
    count.nullable().optional(),
    "count",
    "times that a thread of the server gave up its core to wait, in the window; threads that ended " +
      "in it are left out",
  )),
  serverInvoluntarySwitchCount: notInTables(watch(
    count.nullable().optional(),
    "count",
    "times that a thread of the server was taken off its core for others",
  )),
  databaseVoluntarySwitchCount: notInTables(watch(
    count.nullable().optional(),
    "count",
    "the same of PostgreSQL, to wait",
  )),
  databaseInvoluntarySwitchCount: notInTables(watch(
    count.nullable().optional(),
    "count",
    "the same of PostgreSQL, for others",
  )),
  generatorVoluntarySwitchCount: notInTables(watch(
    count.optional(),
    "count",
    "the same of the load generator, to wait",
  )),
  generatorInvoluntarySwitchCount: notInTables(watch(
    count.optional(),
    "count",
    "the same of the load generator, for others",
  )),
  waitSampleCount: notInTables(watch(
    count.optional(),
    "count",
    "looks at the server's database sessions, 10 a second",
  )),
  waitSessionMeanCount: notInTables(watch(
    quantity.optional(),
    "count",
    "sessions in a look, on the mean",
  )),
  waitSamples: notInTables(watch(
    z.array(z.strictObject({ event: z.string(), share: z.number().min(0).max(1) })).optional(),
    "share",
    "`event` and its `share` of all sessions seen, most first: `running` (executing, with a core or " +
      "without), `idle` (no query, or one that the session has had no core to read), `idle in " +
      "transaction`, or PostgreSQL's wait event",
  )),
  serverMemoryMiB: watch(
    quantity.nullable(),
    "MiB",
    "proportional set size of the server's processes at the end of the window; `null` where " +
      "nothing is known of them",
  ),
  databaseMemoryMiB: watch(
    quantity.nullable().optional(),
    "MiB",
    "of PostgreSQL's processes; `null` where it is not the lab's own",
  ),
  generatorMemoryMiB: watch(quantity.optional(), "MiB", "of the load generator"),
  serverMemoryGrowthMiB: watch(
    z.number().optional(),
    "MiB",
    "how much more memory of their own (`RssAnon`) the server's processes had at the end of the " +
      "window than when it opened; absent where there are none",
  ),
  serverWrittenMiB: notInTables(watch(
    quantity.optional(),
    "MiB",
    "what the server's processes had written to disks in the window; absent where that may not be " +
      "read, and in older runs",
  )),
  serverEndedProcessCount: notInTables(watch(
    count.optional(),
    "count",
    "processes of the server that were there before the load and had ended by the end of the window; " +
      "absent in older runs",
  )),
  serverBegunProcessCount: notInTables(watch(
    count.optional(),
    "count",
    "processes of the server at the end of the window that were not there before the load",
  )),
  serverAnswersByProcess: notInTables(watch(
    z.array(count).optional(),
    "count",
    "answers in the window over the connections that each of the server's processes held at its end, in " +
      "the order of `serverCpuByProcessS`; absent where the load tool does not tell, and in older runs",
  )),
  databaseStartedAt: notInTables(watch(
    z.iso.datetime().optional(),
    "none",
    "when PostgreSQL was started that answered in the window; absent where it has no part, and in " +
      "older runs",
  )),
  throttledShare: watch(
    z.number().min(0).max(1).optional(),
    "share",
    "of the periods of a control group's quota of CPU, those in which it was used up before their " +
      "end; absent where there is no quota",
  ),
  throttledS: notInTables(watch(
    quantity.optional(),
    "s",
    "how long processes were held back by that quota, summed over cores",
  )),
  swappedMiB: notInTables(watch(
    quantity.optional(),
    "MiB",
    "what the machine wrote to its swap and read from it in the window",
  )),
  memoryWaitS: notInTables(watch(
    quantity.optional(),
    "s",
    "time in which something on the machine waited for memory (PSI, `some`)",
  )),
  ioWaitS: notInTables(watch(
    quantity.optional(),
    "s",
    "time in which something on the machine waited for a disk (PSI, `some`)",
  )),
  busiestOtherProgram: notInTables(watch(
    z.string().optional(),
    "none",
    "of all programs that are no part of the run, the one that used most CPU in the window, by the " +
      "name that the kernel gives it",
  )),
  busiestOtherCpuS: notInTables(watch(quantity.optional(), "s", "what that program used")),
  unseenCpuS: notInTables(watch(
    quantity.optional(),
    "s",
    "of `otherCpuS`, what no process that can be seen accounts for: other containers, the kernel, " +
      "and processes that ended within the window",
  )),
  localPortsUsedCount: notInTables(watch(
    count.optional(),
    "count",
    "local ports in use towards one address at the end of the window, the address with the most; " +
      "those of ended connections that wait among them",
  )),
  localPortsUsedTowards: notInTables(watch(
    z.enum(["server", "database", "another"]).optional(),
    "none",
    "whose address that was",
  )),
  serverOpenFileCount: notInTables(watch(
    count.optional(),
    "count",
    "open files and sockets at the end of the window of the server's process nearest to its limit",
  )),
  serverOpenFileLimitCount: notInTables(watch(count.optional(), "count", "that limit")),
  generatorOpenFileCount: notInTables(watch(
    count.optional(),
    "count",
    "the same of the load generator's processes",
  )),
  generatorOpenFileLimitCount: notInTables(watch(count.optional(), "count", "their limit")),
  serverProcessCount: watch(
    count.nullable(),
    "count",
    "processes of the server at the end of the window",
  ),
  serverThreadCount: watch(
    count.nullable(),
    "count",
    "threads of the server at the end of the window",
  ),
  serverBusyThreadsByProcess: notInTables(watch(
    z.array(count).optional(),
    "count",
    "of each process of a server with threads, those that waited at least a fifth as often as there " +
      "were answers for each thread that was asked for, but for its first; the most first",
  )),
  serverLogLineCount: watch(
    count.nullable().optional(),
    "count",
    "lines that the server wrote in the window; `null` where the lab does not see them",
  ),
  databaseProcessCount: watch(count.nullable().optional(), "count", "processes of PostgreSQL then"),
  generatorThreadCount: watch(count.optional(), "count", "threads of the load generator then"),
  databaseConnectionCount: watch(
    count.nullable(),
    "count",
    "open connections of the server at the end of the window; `null` where it has no database of " +
      "the lab's",
  ),
  killedSessionCount: watch(
    count.optional(),
    "count",
    "of `killBackendsEveryS`: sessions that were ended in the window",
  ),
  loadTool: notInTables(trial(
    z.string().optional(),
    "none",
    "which load tool it was, with its version: `autocannon 8.0.0`",
  )),
  warmUpS: trial(quantity.optional(), "s", "the warm-up as it was"),
  plannedWindowS: trial(
    quantity.optional(),
    "s",
    "how long the window was to be, by the profile and the latency seen in the warm-up; absent in " +
      "older runs, where it was the profile's",
  ),
  settled: trial(
    z.boolean().nullable().optional(),
    "none",
    "whether throughput and latency were steady in the window, or in runs without " +
      "`plannedWindowS` as the warm-up ended; `null`: too short to tell",
  ),
  listenOverflowCount: notInTables(trial(
    count.optional(),
    "count",
    "times that a connection found no place in an accept queue of the server's network, from the " +
      "beginning of the load",
  )),
  acceptQueueCount: notInTables(trial(
    count.optional(),
    "count",
    "of a server whose queue overflowed: how many connections may wait there",
  )),
  memoryLookGrowthMiB: notInTables(trial(
    z.array(z.number()).optional(),
    "MiB",
    "of the first trial of a variant whose memory grew within the window: by how much it grew in each of " +
      "up to five slices of 4 s of load that followed; fewer where it rested",
  )),
  memoryLookAnswerCount: notInTables(trial(
    count.optional(),
    "count",
    "answers in these slices, which count for nothing else",
  )),
  memoryLookTotalMiB: notInTables(trial(
    z.number().optional(),
    "MiB",
    "how much more memory of their own the server's processes had after them than before the load",
  )),
  sampledCount: trial(
    count.optional(),
    "count",
    "answers that were read and checked: a few a second beside the load, at most one in a hundred " +
      "of its own; ten a second of the load's own, where its tool keeps them; and up to 600 when it " +
      "had ended",
  ),
  sampledWrongCount: trial(
    count.optional(),
    "count",
    "of these, answers with a 2xx status that the workload's check calls wrong",
  ),
  sampledWrong: notInTables(trial(
    z.string().optional(),
    "none",
    "what is wrong with the first of them, and how it begins",
  )),
  sampledFailure: notInTables(trial(
    z.string().optional(),
    "none",
    "the same of the first with another status",
  )),
  sampledDistinctCount: notInTables(trial(
    count.optional(),
    "count",
    "how many different bodies the sampled answers had",
  )),
  sampledRequestDistinctCount: notInTables(trial(
    count.optional(),
    "count",
    "how many different requests they answer",
  )),
  sampledForms: notInTables(trial(
    z.array(z.string()).optional(),
    "none",
    "how their bodies were sent: `plain`, or by `Content-Encoding` and whether in chunks: `gzip, chunked`",
  )),
  serverLog: notInTables(trial(
    z.string().optional(),
    "none",
    "the end of what the server wrote, 40 lines and 4096 characters at most, without control " +
      "characters and passwords of addresses; absent where it wrote nothing",
  )),
  databaseRoundTripSeenMs: trial(
    quantity.optional(),
    "ms",
    "what an answer with no work took between server and database before the load: the median of 21, " +
      "PostgreSQL's part in it",
  ),
  readyS: trial(
    quantity.nullable(),
    "s",
    "from the start command until every worker answers and rests; `null` where it already ran",
  ),
  overheadS: trial(quantity, "s", "the whole trial less warm-up and window"),
  leftProcessCount: trial(
    count.optional(),
    "count",
    "processes that the server left behind when it was ended, and the lab ended; absent where none",
  ),
};

type Metrics = typeof METRICS;
// Here and not as the table is written: its schemas would lose their types.
METRICS satisfies Record<string, Metric>;
export type MetricName = keyof Metrics;

/** The names of those that are columns of tables. */
export type MetricColumn = {
  [Name in MetricName]: Metrics[Name]["column"] extends true ? Name : never;
}[MetricName];

/** The names of those that somebody sees. */
export type MetricsSeenBy<S extends SeenBy> = {
  [Name in MetricName]: Metrics[Name]["seenBy"] extends S ? Name : never;
}[MetricName];

/** The fields of a schema: those that the given ones see. */
export function fieldsSeenBy<S extends SeenBy>(
  ...seers: S[]
): { [Name in MetricsSeenBy<S>]: Metrics[Name]["schema"] } {
  const fields = Object.entries(METRICS)
    .filter(([, { seenBy }]) => (seers as SeenBy[]).includes(seenBy))
    .map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(fields);
}
