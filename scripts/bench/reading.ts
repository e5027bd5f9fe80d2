/**
 * Reading, summarising and judging 10,000 trials, in a process of its own so that its memory is known;
 * and judging all pairs of the recorded run that has most.
 */
import { join } from "node:path";
import { cpuUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { cellsOf } from "../../lab/analysis/tables/cells.ts";
import { compareAll } from "../../lab/analysis/comparing/compare-all.ts";
import { lintRun } from "../../lab/analysis/lint/mod.ts";
import { trialsTable } from "../../lab/analysis/tables/tables.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { Reading } from "../../lab/store/bench.ts";
import { readRun } from "../../lab/store/read.ts";
import { readTrials } from "../../lab/store/trials.ts";
import { recordedRuns } from "../../lab/store/recorded.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { call } from "../../lab/system/processes/call.ts";

export const TRIALS = 10_000;
/** What is meant to be enough for reading them, a table of their medians, and judging all pairs. */
export const MEANT = { cpuS: 1, memoryMiB: 300 };

/** Measures it in a child. */
export async function readingTrials(): Promise<Reading> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-bench-" });
  try {
    const file = join(folder, "trials.jsonl");
    const run = await longestRecorded();
    await Deno.writeTextFile(file, manyTrials(run));
    const script = fileURLToPath(import.meta.url);
    const { success, stdout, said } = await call(
      Deno.execPath(),
      ["run", "-A", "--quiet", script, run.runId, file],
    );
    if (!success) throw new GauntletError(`Cannot measure reading; it said:\n${said}`);
    return Reading.parse(JSON.parse(stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function recorded(): Promise<Run[]> {
  return await Promise.all(Object.values(await recordedRuns()).map(readRun));
}

async function longestRecorded(): Promise<Run> {
  const [longest] = (await recorded()).toSorted((a, b) => b.trials.length - a.trials.length);
  if (longest) return longest;
  throw new GauntletError(
    "Cannot measure reading: there is no recorded run to take trials from; record one",
  );
}

/**
 * The trials of a run over and over, each with a number of its own, in blocks that go on: a run of so
 * many trials has as many of a cell in a block as this one.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { manyTrials } from "../../scripts/bench/reading.ts";
 * const lines = manyTrials(fixtureRun({ blocks: 2 }), 100).trim().split("\n");
 * console.log(lines.length); // 100
 * ```
 */
export function manyTrials({ trials }: Pick<Run, "trials">, count = TRIALS): string {
  const blocks = Math.max(...trials.map(({ block }) => block));
  const line = (_: unknown, index: number) => {
    const trial = trials[index % trials.length]!;
    const block = trial.block + blocks * Math.floor(index / trials.length);
    return JSON.stringify({ ...trial, trial: index + 1, block }) + "\n";
  };
  return Array.from({ length: count }, line).join("");
}

/** Every cell of a run over every other. */
function judgeAll(run: Run): { pairCount: number; tookS: number } {
  const cells = cellsOf(run);
  const pairs = cells.flatMap((a, index) => cells.slice(index + 1).map((b) => [a, b] as const));
  const startedAt = performance.now();
  compareAll(run, pairs);
  return { pairCount: pairs.length, tookS: (performance.now() - startedAt) / 1000 };
}

/** Of the run that has most cells. */
async function judgedLargest(): Promise<Reading["judging"]> {
  const [run] = (await recorded()).toSorted((a, b) => cellsOf(b).length - cellsOf(a).length);
  return { run: run!.runId, ...judgeAll(run!) };
}

/** The most that this process ever held; where the system does not tell, what it holds now. */
function mostMemoryMiB(): number {
  try {
    const [, kiB] = Deno.readTextFileSync("/proc/self/status").match(/^VmHWM:\s+(\d+) kB/m)!;
    return Number(kiB) / 2 ** 10;
  } catch {
    return Deno.memoryUsage().rss / 2 ** 20;
  }
}

async function measured(runId: string, file: string): Promise<Reading> {
  const header = await readRun(runId);
  const cpuBefore = cpuUsage();
  const startedAt = performance.now();
  const { trials } = await readTrials(file, "trials.jsonl");
  const readAt = performance.now();
  const run = { ...header, trials };
  trialsTable(run).groupby("cell")
    .rollup({ throughputRps: "d => op.median(d.throughputRps)" }).objects();
  const summarisedAt = performance.now();
  const judgingTrials = judgeAll(run);
  const { user, system } = cpuUsage(cpuBefore);
  const memoryMiB = mostMemoryMiB();
  const judgedAt = performance.now();
  lintRun(run);
  const lintedAt = performance.now();
  return {
    trialCount: trials.length,
    fileMegabytes: (await Deno.stat(file)).size / 1e6,
    readingS: (readAt - startedAt) / 1000,
    summarisingS: (summarisedAt - readAt) / 1000,
    judgingTrials,
    lintS: (lintedAt - judgedAt) / 1000,
    cpuS: (user + system) / 1e6,
    memoryMiB,
    judging: await judgedLargest(),
  };
}

if (import.meta.main) {
  console.log(JSON.stringify(await measured(Deno.args[0]!, Deno.args[1]!)));
}
