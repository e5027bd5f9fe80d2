/**
 * Runs made up for tests: deterministic, valid, and marked as synthetic in every field that a reader
 * would see. Nothing but tests and examples may use them.
 */
import {
  type Cell,
  type Experiment,
  type Run,
  RunHeader,
  SCHEMA_VERSION,
  Trial,
} from "../nouns/types.ts";
import { keyOf } from "../nouns/cell.ts";
import type { Claim } from "../nouns/claim.ts";
import { emptyHistogram, encodeHistogram, recordLatencyMs } from "../nouns/histogram.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { effectShareOf } from "./known-effects.ts";
import { rowsOf } from "./published-rows.ts";
import type { Study } from "./study.ts";
import { parseStudy } from "./study-file.ts";

export interface FixtureOptions {
  seed?: number;
  blocks?: number;
  cells?: Cell[];
  /** What a cell gives without noise. Default: grows with its settings and levels off. */
  throughputRpsOf?: (cell: Cell) => number;
  /** Standard deviation of a trial's throughput, on the log scale. Default 0.04. */
  noiseShare?: number;
  /** How much faster or slower a whole block is, the same for each of its trials. Default 0.1. */
  driftShare?: number;
  /** The first cell rides twice in each block: an A/A pair. */
  repeatFirstCell?: boolean;
  /** Trials that failed, by number. */
  failedTrials?: number[];
  /** Answers in each trial's histogram. Default 300. */
  answerCount?: number;
}

/**
 * A cell of a made-up shop. Its endpoints: `item` reads one row, `page` none, `call` waits for a
 * service; any other is as `item`.
 */
export function fixtureCell(
  variant: string,
  workers: number,
  threads: number | null,
  scenario: Partial<Cell["scenario"]> = {},
): Cell {
  return {
    variant,
    settings: { workers, threads, poolMin: 5, poolMax: 15 },
    scenario: {
      workload: "shop",
      endpoint: "item",
      size: 1000,
      load: { kind: "closed", connections: 64 },
      ...scenario,
    },
  };
}

/** A server that the lab did not start: nothing is known of how it runs. */
export function fixtureForeignCell(
  variant = "omega-url",
  scenario: Partial<Cell["scenario"]> = {},
): Cell {
  const settings = { workers: null, threads: null, poolMin: null, poolMax: null };
  return { ...fixtureCell(variant, 1, null, scenario), settings };
}

/** The server whose work is known: the base, or one with other options. */
export function fixtureKnownEffectCell(options?: Record<string, string>): Cell {
  const base = fixtureCell("known-effect", 1, null, {
    workload: "known-effects",
    endpoint: "page",
    size: 0,
  });
  return options ? { ...base, settings: { ...base.settings, options } } : base;
}

/** A run of the base, twice, and of servers with so many percent of its work. */
export function fixtureKnownEffects(works: string[], options: FixtureOptions): Run {
  return fixtureRun({
    cells: [fixtureKnownEffectCell(), ...works.map((work) => fixtureKnownEffectCell({ work }))],
    repeatFirstCell: true,
    throughputRpsOf: (cell) => 1000 / (1 + effectShareOf(cell)!),
    answerCount: 20,
    ...options,
  });
}

/** The grid of a variant: with threads, each pair; without (an empty list), each worker count. */
export function fixtureGrid(variant: string, workers: number[], threads: number[]): Cell[] {
  return workers.flatMap((w) =>
    threads.length === 0
      ? [fixtureCell(variant, w, null)]
      : threads.map((t) => fixtureCell(variant, w, t))
  );
}

/** A small grid of all four variants. */
export function fixtureCells(): Cell[] {
  return [
    ...fixtureGrid("delta-async", [1, 2, 3], []),
    ...fixtureGrid("gamma-sync", [1, 2, 3], [1, 5, 15]),
    ...fixtureGrid("beta-sync", [1, 2, 3], [1, 5, 15]),
    ...fixtureGrid("alpha-async", [1, 2], []),
  ];
}

const RELATIVE_SPEED: Record<string, number> = {
  "delta-async": 420,
  "gamma-sync": 400,
  "beta-sync": 260,
  "alpha-async": 900,
};

/** Two cores' worth of work at most, and a little lost to each further thread. */
export function fixtureThroughputRps({ variant, settings }: Cell): number {
  const { workers, threads } = { ...settings, workers: settings.workers ?? 2 };
  const atOnce = workers * (threads === null ? 6 : threads);
  const cores = 2 * (1 - Math.exp(-Math.min(workers, 2.4) * 0.45 * (1 - Math.exp(-atOnce / 4))));
  return (RELATIVE_SPEED[variant] ?? 300) * cores * (1 - 0.002 * atOnce);
}

/** Shapes of SQL as the made-up shop tells them apart. */
const SHAPES = {
  "with-maker": "from item (inner )?join maker .* limit",
  "item-alone": "from item order by",
};

/**
 * The facts that a plan would have of these cells. A variant's title is its name in words, `Gamma,
 * sync`; one that is named `ceiling…` is SQL with no server, one that is named `…-url` only a URL.
 */
export function fixtureFacts(
  cells: readonly Cell[],
): Pick<RunHeader["plan"], "variants" | "workloads" | "endpoints"> {
  const titleOf = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1).replace("-", ", ")}`;
  const once = new Map(
    cells.map(({ scenario: { workload, endpoint, parameters, size } }) => {
      const asked = { workload, endpoint, ...(parameters ? { parameters } : {}), size };
      const database = endpoint === "page"
        ? null
        : { statements: { least: 1, most: 4 }, rows: { least: 1, most: 2 } };
      return [keyOf(asked), { ...asked, database, services: endpoint === "call" ? ["clock"] : [] }];
    }),
  );
  return {
    variants: Object.fromEntries(cells.map(({ variant, settings }) => [variant, {
      title: titleOf(variant),
      runtime: variant.startsWith("ceiling")
        ? "sql"
        : variant.endsWith("-url")
        ? "url"
        : "synthetic",
      model: settings.workers === null ? "unknown" : settings.threads === null ? "async" : "sync",
    }])),
    workloads: Object.fromEntries(cells.map(({ scenario: { workload } }) => [workload, {
      title: titleOf(workload),
      unit: workload === "shop" ? "items" : null,
      shapes: workload === "shop" ? SHAPES : {},
    }])),
    endpoints: [...once.values()],
  };
}

/**
 * A synthetic run with the shape of a real one.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * console.log(fixtureRun({ blocks: 3 }).environment.cpuModel); // synthetic CPU
 * ```
 */
export function fixtureRun(options: FixtureOptions = {}): Run {
  const { seed = 1, blocks = 3, repeatFirstCell = false } = options;
  const random = seededRandom(seed);
  const cells = options.cells ?? fixtureCells();
  const riding = repeatFirstCell ? [...cells, cells[0]!] : cells;
  const profile: Experiment["full"] = { blocks, warmUpS: 1, windowS: 5 };
  const header: RunHeader = {
    schemaVersion: SCHEMA_VERSION,
    runId: `2026-01-02-synthetic-${seed}`,
    startedAt: "2026-01-02T03:04:05.000Z",
    plan: {
      experiment: "synthetic",
      question: "What would a run look like?",
      profileName: "full",
      profile,
      seed,
      planHash: "synthetic",
      trials: [],
      unavailable: [],
      ...fixtureFacts(cells),
    },
    environment: {
      machineId: "synthetic",
      os: "synthetic OS",
      kernel: "0.0",
      architecture: "x86_64",
      cpuModel: "synthetic CPU",
      cpuCoreCount: 2,
      memoryGiB: 8,
      versions: { deno: "0.0.0" },
      databaseSettings: {},
      database: "embedded",
      commit: null,
      treeClean: null,
    },
    variantHashes: Object.fromEntries(cells.map(({ variant }) => [variant, "synthetic"])),
  };
  const trials: Run["trials"] = [];
  for (let block = 1; block <= blocks; block++) {
    const drift = Math.exp((options.driftShare ?? 0.1) * normalDeviate(random));
    for (const cell of shuffled(riding, random)) {
      const trial = trials.length + 1;
      header.plan.trials.push({ trial, block, cell });
      trials.push(Trial.parse({
        trial,
        block,
        cell,
        startedAt: new Date(Date.parse(header.startedAt) + trial * 8000).toISOString(),
        outcome: options.failedTrials?.includes(trial)
          ? { state: "failed", reason: "Starting the server: no answer within 30 s (synthetic)." }
          : outcomeOf(cell, drift, options, random),
      }));
    }
  }
  return { ...RunHeader.parse(header), trials, end: null, warnings: [] };
}

function outcomeOf(cell: Cell, drift: number, options: FixtureOptions, random: () => number) {
  const expectedRps = (options.throughputRpsOf ?? fixtureThroughputRps)(cell);
  const noise = Math.exp((options.noiseShare ?? 0.04) * normalDeviate(random));
  const throughputRps = expectedRps * drift * noise;
  const durationS = 5;
  const okCount = Math.round(throughputRps * durationS);
  const latencyMeanMs = cell.scenario.load.connections / throughputRps * 1000;
  const histogram = emptyHistogram();
  let longestMs = 0;
  for (let answer = 0; answer < (options.answerCount ?? 300); answer++) {
    // The mean of exp(σz) is exp(σ²/2): taken off, so that Little's law holds.
    const latencyMs = latencyMeanMs * Math.exp(0.45 * normalDeviate(random) - 0.45 ** 2 / 2);
    longestMs = Math.max(longestMs, latencyMs);
    recordLatencyMs(histogram, latencyMs);
  }
  const quantileMs = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  const busyS = durationS * 2 * 0.92;
  const { workers, threads } = cell.settings;
  return {
    state: "completed" as const,
    durationS,
    okCount,
    non2xxCount: 0,
    errorCount: 0,
    timeoutCount: 0,
    reconnectCount: 0,
    responseBytes: 180,
    throughputRps,
    throughputSamplesRps: Array.from({ length: 5 }, () => Math.round(throughputRps)),
    latencyMeanMs,
    latencyP50Ms: quantileMs(50),
    latencyP90Ms: quantileMs(90),
    latencyP99Ms: quantileMs(99),
    latencyMaxMs: longestMs,
    latencyHistogramUs: encodeHistogram(histogram),
    serverCpuS: workers === null ? null : busyS * 0.55 * noise,
    databaseCpuS: busyS * 0.3,
    generatorCpuS: busyS * 0.1,
    otherCpuS: busyS * 0.02,
    stolenCpuS: busyS * 0.01,
    serverMemoryMiB: workers === null ? null : 60 * workers,
    serverProcessCount: workers === null ? null : workers + 1,
    serverThreadCount: workers === null ? null : workers * (threads ?? 1) + 2,
    databaseConnectionCount: workers === null ? null : Math.min(15, threads ?? 15) * workers,
    receipt: workers === null || cell.scenario.endpoint === "page" ? null : {
      statementCount: okCount * 4,
      rowCount: okCount * 2,
      sessionsOpenedCount: 0,
      executionMs: okCount * 0.5,
      statements: [],
    },
    readyS: workers === null ? null : 0.8,
    overheadS: 1.9,
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen]!, order[last]!];
  }
  return order;
}

/** A made-up study of the made-up shop: two sources, one with a table of best settings. */
export function fixtureStudy(): Study {
  const study = parseStudy(STUDY, "study.json");
  return { ...study, name: "made-up", rows: rowsOf(TABLES, "tables.csv", study) };
}

const STUDY = JSON.stringify({
  title: "A made-up study",
  sources: [
    { id: "maple", title: "Fast is fast", date: "2025-12", connections: 64, runs: 1 },
    { id: "cedar", title: "Slow is slow", date: "2026-01-12", connections: null, runs: null },
  ],
  scenarios: { read: { touchesDatabase: true }, page: { touchesDatabase: false } },
  counterparts: [
    { server: "^Delta", driverAndPool: "^driver / pool$", variant: "delta-async" },
    { server: "^Gamma", driverAndPool: "^driver / pool$", variant: "gamma-sync" },
    { server: "^Beta$", driverAndPool: "^other / pool$", variant: "beta-sync" },
  ],
  sqlBy: [
    { driverAndPool: "^driver ", by: "one mapper" },
    { driverAndPool: "^other ", by: "another mapper" },
  ],
  best: {
    source: "maple",
    table: "best",
    workload: "shop",
    endpoint: "item",
    reference: "delta-async",
  },
});

const TABLES = `
source,table,scenario,server,driver_and_pool,workers,threads,rps,relative_throughput,latency_avg_ms,latency_p99_ms
maple,best,read,Delta,driver / pool,1,,687.26,,92.95,
maple,best,read,Gamma,driver / pool,3,5,682.73,,93.66,
maple,best,read,Beta,other / pool,3,5,411.91,,155.17,
maple,best,read,Beta Async,other / pool,1,,406.90,,152.79,
maple,first,read,Delta,driver / pool (no LIMIT),1,,236,,271,
maple,first,read,Delta,driver / pool (no LIMIT),2,,409,,156,
maple,first,read,Beta,other / none,2,,669,,96,
maple,first,read,Beta pooled,other / pool,2,,1822,,35,
maple,pages,page,Delta,driver / pool,1,,26287,,2.43,
maple,pages,page,Beta,other / none,1,,5032,,13,
cedar,ratios,read,Delta,,6,,,1.38,,196
cedar,ratios,read,Gamma,,,,,1.22,,241
`.trimStart();

/** A claim as if it had been judged. */
export function fixtureClaim(parts: Partial<Claim> = {}): Claim {
  return {
    id: "one-beats-the-other",
    source: "gauntlet",
    sentence: "One gives more than the other",
    expects: "more",
    verdict: "holds",
    reason: "The interval 1.20–1.80 excludes 1.",
    value: 1.5,
    low: 1.2,
    high: 1.8,
    unit: null,
    blocks: 4,
    published: null,
    experiment: "synthetic",
    runId: "2026-01-02-synthetic-1",
    profile: "full",
    machineId: "elsewhere",
    machine: "2 cores of synthetic CPU",
    ...parts,
  };
}
