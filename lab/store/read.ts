/**
 * Reading runs: every line is validated; what is wrong is named by file, line and field. Each text has
 * its checksum, or its file stands with its SHA-256 in `data/recorded.json`: there is no third way.
 */
import type { Run, RunFile, Sums } from "../nouns/run.ts";
import { dataPath, GauntletError } from "../system/state.ts";
import { chunksIn, entriesOf, isFolderAt, isThere, textIn } from "./files.ts";
import { isRunId, placeOf, runFile, RUNS, shownFile } from "./folder.ts";
import { unstamped } from "./checksum.ts";
import type { ChecksumDue } from "./json.ts";
import { RECORDED_FILE, recordedSums } from "./recorded.ts";
import { runIn, type RunSource } from "./source.ts";
import { checkSums, sumsOf } from "./sums.ts";

/**
 * Reads a run from its folder.
 *
 * A last line without its newline is what a killed runner leaves: it is dropped with a warning.
 *
 * @param runId the folder's name
 * @throws GauntletError that names file, line and field of anything else that is wrong
 */
export async function readRun(runId: string): Promise<Run> {
  const recorded = await recordedSums(runId) ?? await sumsOfCopy(runId);
  const run = await readAs(runId, recorded === null ? "must" : "may");
  if (recorded !== null) {
    const shown = (name: RunFile) => shownFile(runId, name);
    checkSums(shown, await sumsOf(runId), { by: RECORDED_FILE, sums: recorded });
  }
  return run;
}

/**
 * Of a run without checksums of its own: the sums of the recorded one that it is a copy of, in other data
 * than this checkout's; `null` where it is none.
 */
export async function sumsOfCopy(runId: string): Promise<Sums | null> {
  const path = runFile(runId, "run.json");
  if (!isThere(path)) return null;
  const text = await textIn(path, placeOf(runId, "run.json"));
  return unstamped(text).isRight === null ? await recordedSums(runId, "this checkout") : null;
}

/**
 * Reads a run whose texts may have no checksum: what an older lab wrote, before its sums are noted.
 * Nothing tells whether it was changed since.
 *
 * @throws GauntletError as `readRun`
 */
export const readOlderRun = (runId: string): Promise<Run> => readAs(runId, "may");

const readAs = (runId: string, checksum: ChecksumDue): Promise<Run> =>
  runIn(folderOf(runId), runId, checksum);

/** The files of a run in its folder. */
function folderOf(runId: string): RunSource {
  return {
    shown: (name) => shownFile(runId, name),
    has: (name) => isThere(runFile(runId, name)),
    text: (name) => textIn(runFile(runId, name), placeOf(runId, name)),
    chunks: (name) => chunksIn(runFile(runId, name), placeOf(runId, name)),
    sums: (names) => sumsOf(runId, names),
  };
}

/** Whether a run came to its end; one that was cut off can be resumed. */
export function isComplete({ end, trials, plan }: Run): boolean {
  return end !== null || trials.length === plan.trials.length;
}

/** What was left out was named, once a process. */
const named = new Set<string>();

/** Says what is left out, and why: nothing is skipped in silence, and nothing told twice. */
export function warnOnce(sentence: string): void {
  if (named.has(sentence)) return;
  named.add(sentence);
  console.warn(sentence);
}

/**
 * The ids of all runs, oldest first by name. What is no run's folder is left out with a warning: another
 * name, a file or a link to nothing in the place of a folder, a folder that lost its header. An empty
 * folder holds nothing, and may be one that a run is just making.
 *
 * @throws GauntletError when `data/runs` cannot be read
 */
export async function listRuns(warn: (sentence: string) => void = warnOnce): Promise<string[]> {
  const ids: string[] = [];
  if (!isThere(dataPath(RUNS))) return ids;
  const where = { place: `data/${RUNS}`, remedy: "make it a folder that this user may read" };
  for (const { name, isDirectory, isSymlink } of await entriesOf(dataPath(RUNS), where)) {
    const isFolder = isDirectory || (isSymlink && isFolderAt(dataPath(RUNS, name)));
    if (isFolder && isRunId(name) && isThere(runFile(name, "run.json"))) {
      ids.push(name);
      continue;
    }
    const why = isFolder ? await oddity(name) : isRunId(name) ? "it is no folder" : null;
    if (why !== null) {
      warn(`Leaving out data/runs/${name}: ${why}; move it elsewhere, or ${MENDED[why]}`);
    }
  }
  return ids.sort();
}

/** What is done where an entry is to be a run. */
const MENDED = {
  "no run has such a name": "rename it",
  "it is no folder": "restore the run's folder",
  "it has no run.json": "restore that file",
};

/** Why a folder is no run's, or `null` where there is nothing in it. */
async function oddity(name: string): Promise<keyof typeof MENDED | null> {
  if (!isRunId(name)) return "no run has such a name";
  try {
    for await (const _entry of Deno.readDir(dataPath(RUNS, name))) return "it has no run.json";
    return null;
  } catch {
    // What may not be looked into is no reason to leave out the others.
    return "it has no run.json";
  }
}

/**
 * Those of some runs that can be read; of the others each is named in a warning.
 *
 * @returns the runs, and why the others could not be read
 */
export async function readableRuns(
  runIds: readonly string[],
): Promise<{ runs: Run[]; broken: GauntletError[] }> {
  const broken: GauntletError[] = [];
  const read = await Promise.all(runIds.map((runId) =>
    readRun(runId).catch((error) => {
      if (!(error instanceof GauntletError)) throw error;
      broken.push(error);
      return null;
    })
  ));
  return { runs: read.filter((run) => run !== null), broken };
}

/** Names runs that are left out, once a process. */
export const warnOfBroken = (broken: readonly GauntletError[]): void =>
  broken.forEach(({ message }) => warnOnce(`Leaving out a run: ${message}`));
