/**
 * Reading and summarising 10,000 trials, in a process of its own so that its memory is known; and
 * judging all pairs of the recorded run that has most.
 */
import { join } from "node:path";
import { cpuUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { cellsOf } from "../../lab/analysis/cells.ts";
import { compareAll } from "../../lab/analysis/compare-all.ts";
import { lintRun } from "../../lab/analysis/lint/mod.ts";
import { trialsTable } from "../../lab/analysis/tables.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { Reading } from "../../lab/store/bench.ts";
import { readRun } from "../../lab/store/read.ts";
import { readTrials } from "../../lab/store/trials.ts";
import { recordedRuns } from "../../lab/store/recorded.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { call } from "../../lab/system/call.ts";

export const TRIALS = 10_000;

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

/** The trials of a run over and over, each with a number of its own. */
function manyTrials({ trials }: Run): string {
  const line = (_: unknown, index: number) =>
    JSON.stringify({ ...trials[index % trials.length]!, trial: index + 1 }) + "\n";
  return Array.from({ length: TRIALS }, line).join("");
}

/** Every cell of the run that has most of them over every other. */
async function judged(): Promise<Reading["judging"]> {
  const [run] = (await recorded()).toSorted((a, b) => cellsOf(b).length - cellsOf(a).length);
  const cells = cellsOf(run!);
  const pairs = cells.flatMap((a, index) => cells.slice(index + 1).map((b) => [a, b] as const));
  const startedAt = performance.now();
  compareAll(run!, pairs);
  const tookS = (performance.now() - startedAt) / 1000;
  return { run: run!.runId, pairCount: pairs.length, tookS };
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
  const { user, system } = cpuUsage(cpuBefore);
  lintRun(run);
  const lintedAt = performance.now();
  const memoryMiB = Deno.memoryUsage().rss / 2 ** 20;
  return {
    trialCount: trials.length,
    fileMegabytes: (await Deno.stat(file)).size / 1e6,
    readingS: (readAt - startedAt) / 1000,
    summarisingS: (summarisedAt - readAt) / 1000,
    lintS: (lintedAt - summarisedAt) / 1000,
    cpuS: (user + system) / 1e6,
    memoryMiB,
    judging: await judged(),
  };
}

if (import.meta.main) {
  console.log(JSON.stringify(await measured(Deno.args[0]!, Deno.args[1]!)));
}
