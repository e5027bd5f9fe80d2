/**
 * Runs made up for tests: deterministic, valid, and marked as synthetic in every field that a reader
 * would see. Nothing but tests and examples may use them.
 */
import type { Cell } from "../nouns/cell.ts";
import type { Experiment } from "../nouns/experiment.ts";
import { type Run, RunHeader } from "../nouns/run.ts";
import { Trial } from "../nouns/trial.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { emptyHistogram, encodeHistogram, recordLatencyMs } from "../nouns/histogram.ts";
import { normalDeviate, seededRandom } from "../nouns/random.ts";
import { effectShareOf } from "./known-effects.ts";
import { fixtureCells, fixtureKnownEffectCell } from "./fixture-cells.ts";
import { fixtureFacts } from "./fixture-facts.ts";

export {
  fixtureCell,
  fixtureCells,
  fixtureForeignCell,
  fixtureGrid,
  fixtureKnownEffectCell,
} from "./fixture-cells.ts";
export { fixtureFacts } from "./fixture-facts.ts";
export { fixtureClaim, fixtureStudy } from "./fixture-study.ts";

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

/**
 * Lets a made-up trial have given another throughput, with the mean latency that its connections then
 * wait: one without the other is a trial that does not count.
 */
export function setThroughput<T extends Trial>(trial: T, throughputRps: number): T {
  const latencyMeanMs = trial.cell.scenario.load.connections / throughputRps * 1000;
  if (trial.outcome.state === "completed") {
    Object.assign(trial.outcome, { throughputRps, latencyMeanMs });
  }
  return trial;
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
