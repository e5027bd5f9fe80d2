/**
 * What `deno task bench` found: the lab measured. A file each in `data/bench`, written once;
 * `recorded.json` among them comes with the project.
 */
import { join } from "node:path";
import { z } from "zod";
import { dataPath, GauntletError } from "../system/state.ts";
import { Environment } from "../nouns/environment.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { entriesOf, isThere, textIn } from "./files.ts";
import { parseJson } from "./json.ts";
import { recordedOnly } from "./select.ts";

/** Medians over alternating pairs; ratios are the lab's load generator over wrk. */
export const AgainstWrk = z.strictObject({
  server: z.string(),
  generatorCount: z.int(),
  pairCount: z.int(),
  throughputRatio: z.number(),
  latencyP50Ratio: z.number(),
  latencyP99Ratio: z.number(),
  cpuPerRequestRatio: z.number(),
  labRps: z.number(),
  wrkRps: z.number(),
  labCpuUsPerRequest: z.number(),
  wrkCpuUsPerRequest: z.number(),
});
export type AgainstWrk = z.infer<typeof AgainstWrk>;

/** Where the time of a recorded run went, from the first trial's start to the last one's end. */
export const RunShares = z.strictObject({
  run: z.string(),
  trialCount: z.int(),
  windowShare: z.number(),
  warmUpShare: z.number(),
  overheadShare: z.number(),
  overheadMedianS: z.number(),
  overheadMostS: z.number(),
});
export type RunShares = z.infer<typeof RunShares>;

/** Reading many trials, in a process of its own. */
export const Reading = z.strictObject({
  trialCount: z.int(),
  fileMegabytes: z.number(),
  readingS: z.number(),
  /** A table of all trials, and its medians by cell. */
  summarisingS: z.number(),
  /** All pairs of cells of these very trials; absent in older results. */
  judgingTrials: z.strictObject({ pairCount: z.int(), tookS: z.number() }).optional(),
  lintS: z.number(),
  /** All pairs of cells of the recorded run that has most cells; absent in older results. */
  judging: z.strictObject({ run: z.string(), pairCount: z.int(), tookS: z.number() }).optional(),
  /** CPU time of reading, summarising and judging (not of lint), whatever else the machine does. */
  cpuS: z.number(),
  /** The most that reading, summarising and judging took; of older results, what was held in the end. */
  memoryMiB: z.number(),
});
export type Reading = z.infer<typeof Reading>;

export const BenchResult = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  startedAt: z.iso.datetime(),
  environment: Environment.omit({ databaseSettings: true, database: true }),
  generator: z.strictObject({ wrk: z.string(), rows: z.array(AgainstWrk) }),
  recorded: z.array(RunShares),
  reading: Reading,
});
export type BenchResult = z.infer<typeof BenchResult>;

const RECORDED = "recorded.json";
const folder = () => dataPath("bench");

/**
 * Keeps a result in a file of its own, or as the one that comes with the project.
 *
 * @returns the file's name
 */
export async function keepBench(result: BenchResult, { recorded = false } = {}): Promise<string> {
  const name = recorded
    ? RECORDED
    : `${result.startedAt.slice(0, 10)}-${crypto.randomUUID().slice(0, 6)}.json`;
  await Deno.mkdir(folder(), { recursive: true });
  const text = JSON.stringify(BenchResult.parse(result), null, 2) + "\n";
  await Deno.writeTextFile(join(folder(), name), text, { createNew: !recorded });
  return name;
}

/**
 * The newest result of this machine, else the recorded one.
 *
 * @throws GauntletError when there is none, or a file holds something else
 */
export async function latestBench(machineId: string): Promise<BenchResult> {
  const all = await Promise.all((await namesOf()).map(async (name) => ({
    name,
    result: await read(join(folder(), name)),
  })));
  const here = all.filter(({ result }) =>
    !recordedOnly() && result.environment.machineId === machineId
  );
  const [newest] = here.toSorted((a, b) => a.result.startedAt < b.result.startedAt ? 1 : -1);
  const found = newest ?? all.find(({ name }) => name === RECORDED);
  if (found) return found.result;
  throw new GauntletError(
    `Cannot show what the lab itself costs: nothing is in data/bench; run "deno task bench"`,
  );
}

async function namesOf(): Promise<string[]> {
  if (!isThere(folder())) return [];
  const where = { place: "data/bench", remedy: "make it a folder that this user may read" };
  return (await entriesOf(folder(), where)).map(({ name }) => name).filter((name) =>
    name.endsWith(".json")
  );
}

async function read(file: string): Promise<BenchResult> {
  const remedy = 'delete it and run "deno task bench" again';
  return parseJson(BenchResult, await textIn(file, { place: file, remedy }), file, remedy);
}
