/**
 * The nouns of the lab, typed once. Everything that crosses a process or a file is a zod schema here,
 * so that both ends validate the same shape; the TypeScript types are inferred from it.
 *
 * Every measured field carries its unit in its name (`…Rps`, `…Ms`, `…S`, `…MiB`, `…Count`).
 */
import { z } from "zod";

/** The version of the shape of `run.json` and `trials.jsonl`; a reader refuses any other. */
export const SCHEMA_VERSION = 1;

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected words-in-kebab-case");
const count = z.int().nonnegative();
const quantity = z.number().nonnegative();

/** What a variant is started with. Pool bounds are for each worker process. */
export const Settings = z.strictObject({
  workers: z.int().min(1).max(64),
  /** Threads a worker; `null` where the model has no threads to set (one event loop a worker). */
  threads: z.int().min(1).max(1024).nullable(),
  poolMin: z.int().min(0).max(1000),
  poolMax: z.int().min(1).max(1000),
  /** The variant's own options that differ from their defaults: `{ sql: "join" }`. */
  options: z.record(z.string(), z.string()).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** How requests arrive. `closed`: each connection sends its next request when the last is answered. */
export const Load = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("closed"), connections: z.int().min(1).max(10_000) }),
]);
export type Load = z.infer<typeof Load>;

/** The number of quotes that a database may hold; each has a database of its own. */
export const ROW_COUNTS = [1_000, 10_000, 100_000] as const;

/** The routes of the contract in `servers/README.md`. */
export const Endpoint = z.enum([
  "/static",
  "/quote",
  "/quote/unlimited",
  "/quote/update",
  "/upstream",
  "/fanout",
]);
export type Endpoint = z.infer<typeof Endpoint>;

/** What is asked of a variant. */
export const Scenario = z.strictObject({
  endpoint: Endpoint,
  /** Quotes in the database. */
  rows: z.literal(ROW_COUNTS),
  load: Load,
  /** What the service behind `/upstream` and `/fanout` waits before it answers. */
  delayMs: z.int().min(0).max(10_000).optional(),
  /** How many calls `/fanout` makes for one answer. */
  callCount: z.int().min(1).max(100).optional(),
});
export type Scenario = z.infer<typeof Scenario>;

/** One variant × settings × scenario. */
export const Cell = z.strictObject({ variant: name, settings: Settings, scenario: Scenario });
export type Cell = z.infer<typeof Cell>;

/** How much time an experiment gets. */
export const Profile = z.strictObject({
  /** Passes over all cells; each starts every server afresh. */
  blocks: z.int().min(1).max(100),
  warmUpS: z.number().min(0.1).max(120),
  windowS: z.number().min(0.2).max(600),
});
export type Profile = z.infer<typeof Profile>;
export const PROFILE_NAMES = ["quick", "full"] as const;
export type ProfileName = typeof PROFILE_NAMES[number];

/** A named set of cells and the time that it gets: quick on a reader's machine, full for the record. */
export const Experiment = z.strictObject({
  name,
  question: z.string().min(1),
  cells: z.array(Cell).min(1),
  quick: Profile.extend({
    /** The cells of the quick profile, where it cannot afford them all. */
    cells: z.array(Cell).min(1).optional(),
  }),
  full: Profile,
});
export type Experiment = z.infer<typeof Experiment>;

/** One trial as planned: its place in the run and what it measures. */
export const PlannedTrial = z.strictObject({
  trial: z.int().min(1),
  block: z.int().min(1),
  cell: Cell,
});
export type PlannedTrial = z.infer<typeof PlannedTrial>;

/** One execution of an experiment, decided before it starts. */
export const Plan = z.strictObject({
  experiment: name,
  question: z.string(),
  profileName: z.enum(PROFILE_NAMES),
  profile: Profile,
  seed: count,
  /** SHA-256 of cells and profile: a run is stale when the experiment's no longer matches. */
  planHash: z.string(),
  trials: z.array(PlannedTrial),
  /** Variants that this machine cannot run, with what they need; their cells are not in `trials`. */
  unavailable: z.array(z.strictObject({ variant: name, needs: z.string() })),
});
export type Plan = z.infer<typeof Plan>;

/** The machine and the versions of everything that matters. No host name, user or path. */
export const Environment = z.strictObject({
  /** A random id kept in the state folder: tells "measured here" from "measured elsewhere". */
  machineId: z.string(),
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cpuCoreCount: count,
  memoryGiB: quantity,
  versions: z.record(z.string(), z.string()),
  databaseSettings: z.record(z.string(), z.string()),
  database: z.enum(["embedded", "DATABASE_URL"]),
  commit: z.string().nullable(),
  treeClean: z.boolean().nullable(),
});
export type Environment = z.infer<typeof Environment>;

/** `run.json`: what was going to be measured, and on what. Written once, before the first trial. */
export const RunHeader = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  runId: z.string(),
  startedAt: z.iso.datetime(),
  plan: Plan,
  environment: Environment,
  /** SHA-256 of the program, lock list and schema of each variant measured. */
  variantHashes: z.record(name, z.string()),
});
export type RunHeader = z.infer<typeof RunHeader>;

/** What a trial's server did to the database in the measuring window, in all. */
export const Receipt = z.strictObject({
  statementCount: count,
  rowCount: count,
  sessionsOpenedCount: count,
  /** Time that PostgreSQL spent executing, by `pg_stat_statements`. */
  executionMs: quantity,
  /** Normalised statements, the most time first. */
  statements: z.array(z.strictObject({
    sql: z.string(),
    callCount: count,
    rowCount: count,
    executionMs: quantity,
  })),
});
export type Receipt = z.infer<typeof Receipt>;

/** CPU seconds that a role used within the measuring window. */
export const CpuByRole = z.strictObject({
  serverCpuS: quantity,
  /** `null` where the database is not the lab's own. */
  databaseCpuS: quantity.nullable(),
  generatorCpuS: quantity,
  /** Every other process on the machine. */
  otherCpuS: quantity,
  /** Taken by the hypervisor. */
  stolenCpuS: quantity,
});

/** What the load generator saw within the measuring window. */
export const LoadResult = z.strictObject({
  durationS: z.number().positive(),
  /** Answers with a 2xx status: the only ones that count as throughput. */
  okCount: count,
  non2xxCount: count,
  errorCount: count,
  timeoutCount: count,
  /** Connections opened again because the server closed one. */
  reconnectCount: count,
  /** Mean size of a 2xx answer with its headers. */
  responseBytes: quantity,
  throughputRps: quantity,
  /** 2xx answers in each full second of the window. */
  throughputSamplesRps: z.array(quantity),
  latencyMeanMs: quantity,
  latencyP50Ms: quantity,
  latencyP90Ms: quantity,
  latencyP99Ms: quantity,
  latencyMaxMs: quantity,
  /** HdrHistogram V2 of the latencies of 2xx answers in microseconds, deflated, base64. */
  latencyHistogramUs: z.string(),
});
export type LoadResult = z.infer<typeof LoadResult>;

/** How a trial ended. */
export const Outcome = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("completed"),
    ...LoadResult.shape,
    ...CpuByRole.shape,
    /** Resident memory of the server's processes at the end of the window (shared pages once, PSS). */
    serverMemoryMiB: quantity,
    serverProcessCount: count,
    serverThreadCount: count,
    /** Connections of the trial's role at the end of the window. */
    databaseConnectionCount: count,
    receipt: Receipt.nullable(),
    /** Time from the start command to the first right answer. */
    readyS: quantity,
    /** The trial's whole time less warm-up and window. */
    overheadS: quantity,
  }),
  z.strictObject({ state: z.literal("failed"), reason: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** One line of `trials.jsonl`. */
export const Trial = z.strictObject({
  trial: z.int().min(1),
  block: z.int().min(1),
  cell: Cell,
  startedAt: z.iso.datetime(),
  outcome: Outcome,
});
export type Trial = z.infer<typeof Trial>;
export type CompletedTrial = Trial & { outcome: Extract<Outcome, { state: "completed" }> };

/** A run as read from its folder. */
export interface Run extends RunHeader {
  trials: Trial[];
  /** What reading noticed: a truncated last line, for example. */
  warnings: string[];
  /** Why it no longer answers what is asked now, as far as that was looked at. */
  stale?: string[];
}

/** A server program with one driver, pool and concurrency model: data in `servers/…/variants.ts`. */
export interface Variant {
  /** `flask-sqlalchemy`: unique over all folders. */
  name: string;
  /** For figures: `Flask, SQLAlchemy`. */
  title: string;
  runtime: "python" | "deno" | "node";
  /** What a worker does while it waits for the database: blocks a thread, or serves others. */
  model: "sync" | "async";
  /** Whether `threads` is a setting of it. */
  threaded: boolean;
  endpoints: Endpoint[];
  /**
   * What else can be set, with the values of each, the default first: `{ sql: ["join", "raw"] }`.
   * The program gets `httpServer` as the variable `HTTP_SERVER`.
   */
  options?: Record<string, readonly string[]>;
  /**
   * The command line, started in the variant's folder. The first word is found in the runtime:
   * `granian` in the Python environment, `deno` as the Deno that runs the lab.
   */
  command: (settings: Settings, address: Address) => string[];
  /** `false` for a Python variant with another driver. */
  usesPsycopg?: boolean;
  /**
   * The most database connections that it may open, all workers together, when so many requests are
   * under way at once. Where it is more than PostgreSQL gives, the run is refused before it starts.
   */
  maxConnections?: (settings: Settings, concurrency: number) => number;
}

/** Where a server is told to listen. */
export interface Address {
  host: string;
  port: number;
}

/** The body of `GET /quote`, everywhere. */
export const QuoteBody = z.strictObject({
  id: z.int().positive(),
  text: z.string().min(1),
  author: z.string().min(1),
  views: count,
});
export type QuoteBody = z.infer<typeof QuoteBody>;
