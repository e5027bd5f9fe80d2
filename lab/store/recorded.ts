/**
 * The recorded runs: those that come with the project, so that a fresh clone shows figures at once.
 * `data/recorded.json` names the run that each experiment is shown from, and further recordings of it
 * that are kept beside that one, readable by their id; every other run is the reader's own. It has the
 * SHA-256 of each of their files, by which a run of before checksums is read as surely as others.
 */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { join } from "node:path";
import { z } from "zod";
import { Sums } from "../nouns/run.ts";
import { dataPath, ROOT } from "../system/state.ts";
import { stamped } from "./checksum.ts";
import { isThere, textIn } from "./files.ts";
import { runFolder } from "./folder.ts";
import { parseJson } from "./json.ts";
import { sumsOf } from "./sums.ts";

const SumsByRun = z.record(z.string(), Sums);

/** A run's id; or the run that is shown, with those that were recorded as well. */
const Recording = z.union([
  z.string(),
  z.strictObject({
    shown: z.string(),
    beside: z.array(z.string()).min(1).optional(),
    sums: SumsByRun.optional(),
  }),
]);
type Recording = z.infer<typeof Recording>;
const Recorded = z.record(z.string(), Recording);
type Recorded = z.infer<typeof Recorded>;

const file = () => dataPath("recorded.json");
/** Its name in messages. */
export const RECORDED_FILE = "data/recorded.json";

/** Those of this checkout, wherever the data that is read lies. */
const checkoutFile = () => join(ROOT, "data", "recorded.json");

async function recordings(path = file()): Promise<Recorded> {
  if (!isThere(path)) return {};
  const where = { place: RECORDED_FILE, remedy: "restore the file" };
  return parseJson(Recorded, await textIn(path, where), where.place, where.remedy);
}

const shownOf = (recording: Recording) =>
  typeof recording === "string" ? recording : recording.shown;
const besideOf = (recording: Recording) =>
  typeof recording === "string" ? [] : recording.beside ?? [];
const sumsByRun = (recording: Recording) =>
  typeof recording === "string" ? {} : recording.sums ?? {};

/** The recorded run that each experiment is shown from. */
export async function recordedRuns(): Promise<Record<string, string>> {
  const all = Object.entries(await recordings());
  return Object.fromEntries(all.map(([name, recording]) => [name, shownOf(recording)]));
}

/**
 * Further recordings of an experiment, which it is not shown from; none of most.
 *
 * @example
 * ```ts
 * import { recordedBeside } from "lab/store/recorded.ts";
 * console.log(await recordedBeside("start-here")); // []
 * ```
 */
export async function recordedBeside(experiment: string): Promise<string[]> {
  const recording = (await recordings())[experiment];
  return recording === undefined ? [] : besideOf(recording);
}

/** The runs that come with the project: those that are shown, and those beside them. */
export async function recordedIds(): Promise<string[]> {
  return Object.values(await recordings()).flatMap((recording) => [
    shownOf(recording),
    ...besideOf(recording),
  ]);
}

/**
 * The SHA-256 of each file of a recorded run; `null` where none are noted, as of all other runs.
 *
 * @param of the data that is read, or this checkout: a copy of one of its runs, in other data, is to be
 *   what it is here
 * @throws GauntletError when `data/recorded.json` cannot be read
 */
export async function recordedSums(
  runId: string,
  of: "this data" | "this checkout" = "this data",
): Promise<Sums | null> {
  const path = of === "this data" ? file() : checkoutFile();
  const all = Object.values(await recordings(path)).map(sumsByRun);
  return all.find((sums) => sums[runId] !== undefined)?.[runId] ?? null;
}

/**
 * Makes a run the recorded one of its experiment, in place of all that were.
 *
 * @param beside further recordings of it, which are kept
 */
export async function record(
  experiment: string,
  runId: string,
  beside: string[] = [],
): Promise<void> {
  const all = await recordings();
  // An earlier recording that is still there stays readable, and is what it was.
  const sums = Object.fromEntries(
    Object.entries(sumsByRun(all[experiment] ?? "")).filter(([id]) => isThere(runFolder(id))),
  );
  for (const id of beside) sums[id] ??= await sumsOf(id);
  sums[runId] = await sumsOf(runId);
  const recording = { shown: runId, ...(beside.length === 0 ? {} : { beside }), sums };
  await write({ ...all, [experiment]: recording });
}

/**
 * Notes the sums of the recorded runs that have none yet.
 *
 * @param mayNote whether a run can be read as it is
 * @returns the runs whose sums were noted
 */
export async function noteSums(mayNote: (runId: string) => Promise<boolean>): Promise<string[]> {
  const noted: string[] = [];
  const all = await recordings();
  for (const [experiment, recording] of Object.entries(all)) {
    const sums = { ...sumsByRun(recording) };
    for (const runId of [shownOf(recording), ...besideOf(recording)]) {
      if (sums[runId] !== undefined || !await mayNote(runId)) continue;
      sums[runId] = await sumsOf(runId);
      noted.push(runId);
    }
    const rest = typeof recording === "string" ? { shown: recording } : recording;
    all[experiment] = { ...rest, sums };
  }
  if (noted.length > 0) await write(all);
  return noted;
}

/**
 * Takes back what was noted of a run that is gone on with: its files are others from now on, and each
 * line of them has a checksum.
 */
export async function forgetSums(runId: string): Promise<void> {
  const all = await recordings();
  const found = Object.entries(all).find(([, recording]) => sumsByRun(recording)[runId]);
  if (found === undefined) return;
  const [experiment, recording] = found;
  if (typeof recording === "string") return;
  const { [runId]: _gone, ...sums } = sumsByRun(recording);
  await write({ ...all, [experiment]: { ...recording, sums } });
}

async function write(all: Recorded): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
  await writeFileAtomic(file(), stamped(sorted, 2) + "\n");
}
