/**
 * The nouns of the lab, typed once. Everything that crosses a process or a file is a zod schema here,
 * so that both ends validate the same shape; the TypeScript types are inferred from it.
 *
 * Every measured field carries its unit in its name (`…Rps`, `…Ms`, `…S`, `…MiB`, `…Count`).
 */
import { z } from "zod";
import { fieldsSeenBy } from "./metrics.ts";
import { ClaimSource, Expectation, PublishedRatio } from "./said.ts";

/** The version of the shape of `run.json` and `trials.jsonl`; a reader refuses any other. */
export const SCHEMA_VERSION = 2;

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected words-in-kebab-case");
/** A variant, or one as it was at a revision of its repository: `mine@main~1`. */
const variantName = z.string().regex(
  /^[a-z0-9]+(-[a-z0-9]+)*(@[\w./~^-]+)?$/,
  "expected words-in-kebab-case, with @REVISION behind it or not",
);
const count = z.int().nonnegative();
const quantity = z.number().nonnegative();

/**
 * What a variant is started with. Pool bounds are for each worker process. All but `threads` are
 * `null` together for a server that the lab did not start: how it runs is its own affair.
 */
export const Settings = z.strictObject({
  workers: z.int().min(1).max(64).nullable(),
  /** Threads a worker; `null` where the model has no threads to set (one event loop a worker). */
  threads: z.int().min(1).max(1024).nullable(),
  poolMin: z.int().min(0).max(1000).nullable(),
  poolMax: z.int().min(1).max(1000).nullable(),
  /** The variant's own options that differ from their defaults: `{ sql: "join" }`. */
  options: z.record(z.string(), z.string()).optional(),
});
export type Settings = z.infer<typeof Settings>;

const connections = z.int().min(1).max(10_000);
/** Processes that share the connections and the rate; 1 unless one is not fast enough. */
const generatorCount = z.int().min(1).max(16).optional();
/** Which load tool; the usual one of its kind of load unless given. A file in `lab/load/tools/`. */
const tool = z.string().regex(/^[a-z0-9]+$/, "expected the name of a load tool").optional();

/**
 * How requests arrive. `closed`: each connection sends its next request when the last is answered.
 * `open`: they arrive at a rate, whether or not the last was answered; one that finds every
 * connection taken waits, and its latency counts from when it should have been sent.
 */
export const Load = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("closed"),
    connections,
    generatorCount,
    /** `false`: each request opens a connection of its own. */
    keepAlive: z.literal(false).optional(),
    tool,
  }),
  z.strictObject({
    kind: z.literal("open"),
    /** Mean over time, bursts and the pauses between them together. */
    rateRps: z.number().positive().max(100_000),
    arrivals: z.enum(["constant", "poisson", "burst"]),
    /** The most requests under way at once. */
    connections,
    generatorCount,
    tool,
    /** Of `poisson`: the same seed, the same arrivals. */
    seed: count.optional(),
    /** Of `burst`: all arrivals of a period come, evenly spaced, within its first so many seconds. */
    burstS: z.number().positive().max(60).optional(),
    burstPeriodS: z.number().positive().max(60).optional(),
  }).refine(
    ({ arrivals, burstS, burstPeriodS }) =>
      arrivals !== "burst" ? burstS === undefined && burstPeriodS === undefined : burstS !==
          undefined && burstPeriodS !== undefined && burstS <= burstPeriodS,
    'arrivals "burst" need burstS and burstPeriodS, the first not above the second; others take neither',
  ),
]);
export type Load = z.infer<typeof Load>;
export type OpenLoad = Extract<Load, { kind: "open" }>;

/** Values of an endpoint's parameters that differ from their defaults. */
const parameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** What is asked of a variant. */
export const Scenario = z.strictObject({
  workload: name,
  /** One of the workload's endpoints, by its name. */
  endpoint: z.string().min(1),
  parameters: parameters.optional(),
  /** Of the workload's database, in what it counts; 0 where it has none. */
  size: count,
  load: Load,
  /** How long PostgreSQL holds back each new connection, as a distant or busy one would. */
  connectDelayMs: z.int().min(1).max(10_000).optional(),
  /** Within the window, all of the server's database sessions are ended this often. */
  killBackendsEveryS: z.number().min(0.5).max(600).optional(),
  /** HTTP connections that ask once and then stay open with nothing to say. */
  idleConnections: z.int().min(1).max(10_000).optional(),
});
export type Scenario = z.infer<typeof Scenario>;

/** One variant × settings × scenario. */
export const Cell = z.strictObject({
  variant: variantName,
  settings: Settings,
  scenario: Scenario,
});
export type Cell = z.infer<typeof Cell>;

/**
 * A claim as it is registered, before anything is measured: a sentence, who says it, what it expects,
 * and of what.
 */
export const RegisteredClaim = z.strictObject({
  /** Unique over all notebooks. */
  id: name,
  source: ClaimSource,
  /** What is said, without a number: the numbers are the data's. */
  sentence: z.string().min(1),
  expects: Expectation,
  /** Two cells of the experiment, the first over the second; or the quantity that is judged, in words. */
  of: z.union([z.tuple([Cell, Cell]), z.string().min(1)]),
  /** What of the two cells is compared: a field of a trial. Default `throughputRps`. */
  measure: z.string().optional(),
  /** Ratios of the two cells within 1 ± this share make no difference that matters. Default 0.1. */
  deltaShare: z.number().positive().max(1).optional(),
  /** Why it is another; without a reason it may not be. */
  deltaReason: z.string().min(1).optional(),
  published: PublishedRatio.optional(),
  /** What a quantity is counted in. */
  unit: z.string().optional(),
  /** Whether it is one of those that the experiment is for: the quick profile measures these. */
  headline: z.boolean().optional(),
});
export type RegisteredClaim = z.infer<typeof RegisteredClaim>;

/** How much time an experiment gets. */
export const Profile = z.strictObject({
  /** Passes over all cells; each starts every server afresh. */
  blocks: z.int().min(1).max(100),
  /** Blocks are added up to here until the wanted precision is reached. Default: `blocks`. */
  blocksMax: z.int().min(1).max(1000).optional(),
  /** No block is begun that would likely end later than this after the first trial. */
  budgetMin: z.number().positive().max(1440).optional(),
  /** The warm-up, at the least. */
  warmUpS: z.number().min(0.1).max(120),
  /** And at the most: until then it goes on while throughput or latency still move. */
  warmUpMaxS: z.number().min(0.1).max(600).optional(),
  windowS: z.number().min(0.2).max(600),
});
export type Profile = z.infer<typeof Profile>;

/** What an experiment wants to know, and how well: the engine adds blocks until it does. */
export const WantedPrecision = z.strictObject({
  /** The ratios that matter, the first cell over the second. */
  pairs: z.array(z.tuple([Cell, Cell])).min(1),
  /** The 95 % interval of each is to be this narrow: high ÷ low − 1. */
  widthShare: z.number().positive(),
});
export type WantedPrecision = z.infer<typeof WantedPrecision>;
export const PROFILE_NAMES = ["quick", "full"] as const;
export type ProfileName = typeof PROFILE_NAMES[number];

/** A named set of cells and the time that it gets: quick on a reader's machine, full for the record. */
export const Experiment = z.strictObject({
  name,
  question: z.string().min(1),
  cells: z.array(Cell).min(1),
  precision: WantedPrecision.optional(),
  /** Registered before they are measured. */
  claims: z.array(RegisteredClaim).optional(),
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

/** Bounds within which what a request does to the database should lie. */
const expected = z.strictObject({ least: quantity, most: quantity });

/** What the plan knows of a variant, so that whoever reads the run need not have it. */
export const VariantFacts = z.strictObject({
  title: z.string(),
  runtime: z.string(),
  model: z.enum(["sync", "async", "unknown"]),
  /** Of `name@REVISION`: what the revision was. */
  commit: z.string().optional(),
});
export type VariantFacts = z.infer<typeof VariantFacts>;

/** What the plan knows of a workload. */
export const WorkloadFacts = z.strictObject({
  title: z.string(),
  /** What the size counts; `null` where there is no database. */
  unit: z.string().nullable(),
  /** Shapes of SQL, and the regular expression by which each is known in a receipt. */
  shapes: z.record(z.string(), z.string()),
});
export type WorkloadFacts = z.infer<typeof WorkloadFacts>;

/** What one request of a scenario should do, by its workload. */
export const EndpointFacts = z.strictObject({
  workload: name,
  endpoint: z.string(),
  parameters: parameters.optional(),
  size: count,
  /** `null`: it touches no database. */
  database: z.strictObject({ statements: expected, rows: expected.nullable() }).nullable(),
  /** Services that it calls. */
  services: z.array(z.string()),
});
export type EndpointFacts = z.infer<typeof EndpointFacts>;

/** One execution of an experiment, decided before it starts. */
export const Plan = z.strictObject({
  experiment: name,
  question: z.string(),
  profileName: z.enum(PROFILE_NAMES),
  profile: Profile,
  seed: count,
  /** SHA-256 of cells, profile and claims: a run is stale when the experiment's no longer matches. */
  planHash: z.string(),
  /** Trials up to `blocksMax`; fewer are measured once the wanted precision is reached. */
  trials: z.array(PlannedTrial),
  precision: WantedPrecision.optional(),
  /** As they were registered before the first trial. */
  claims: z.array(RegisteredClaim).optional(),
  /** Variants that this machine cannot run, with what they need; their cells are not in `trials`. */
  unavailable: z.array(z.strictObject({ variant: variantName, needs: z.string() })),
  variants: z.record(z.string(), VariantFacts),
  workloads: z.record(name, WorkloadFacts),
  endpoints: z.array(EndpointFacts),
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
  /** Whether the servers' Python is an optimised build; absent without Python, and in older runs. */
  pythonOptimized: z.boolean().optional(),
  databaseSettings: z.record(z.string(), z.string()),
  /** `none`: no workload of the run has one. */
  database: z.enum(["embedded", "DATABASE_URL", "none"]),
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
  /** SHA-256 of the program, lock list, workload and schema of each variant measured. */
  variantHashes: z.record(z.string(), z.string()),
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

/** What the load saw within the measuring window. */
export const LoadResult = z.strictObject(fieldsSeenBy("load", "open loop"));
export type LoadResult = z.infer<typeof LoadResult>;

/** How a trial ended. */
export const Outcome = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("completed"),
    ...fieldsSeenBy("load", "open loop", "watch", "trial"),
    receipt: Receipt.nullable(),
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

/** `end.json`: written when a run has come to its end; a run without it was cut off. */
export const RunEnd = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  endedAt: z.iso.datetime(),
  /** `blocks`: all were measured; `precision`: enough of them; `budget`: the time was spent. */
  reason: z.enum(["blocks", "precision", "budget"]),
});
export type RunEnd = z.infer<typeof RunEnd>;

/** A run as read from its folder. */
export interface Run extends RunHeader {
  trials: Trial[];
  /** `null` where it was cut off; it can be resumed. */
  end: RunEnd | null;
  /** What reading noticed: a truncated last line, for example. */
  warnings: string[];
  /** Why it no longer answers what is asked now, as far as that was looked at. */
  stale?: string[];
  /** The claims of its experiment as that is written now, where it is at hand. */
  claims?: RegisteredClaim[];
}
