/**
 * The recorded runs: those that come with the project, so that a fresh clone shows figures at once.
 * `data/recorded.json` names the run that each experiment is shown from, and further recordings of it
 * that are kept beside that one, readable by their id; every other run is the reader's own.
 */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { dataPath, exists } from "../system/state.ts";
import { parseJson } from "./json.ts";

/** A run's id; or the run that is shown, with those that were recorded as well. */
const Recording = z.union([
  z.string(),
  z.strictObject({ shown: z.string(), beside: z.array(z.string()).min(1) }),
]);
const Recorded = z.record(z.string(), Recording);

const file = () => dataPath("recorded.json");

async function recordings(): Promise<z.infer<typeof Recorded>> {
  if (!await exists(file())) return {};
  const place = "data/recorded.json";
  return parseJson(Recorded, await Deno.readTextFile(file()), place, "restore the file");
}

/** The recorded run that each experiment is shown from. */
export async function recordedRuns(): Promise<Record<string, string>> {
  const all = Object.entries(await recordings());
  return Object.fromEntries(
    all.map(([name, run]) => [name, typeof run === "string" ? run : run.shown]),
  );
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
  const run = (await recordings())[experiment];
  return run === undefined || typeof run === "string" ? [] : run.beside;
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
  const recording = beside.length === 0 ? runId : { shown: runId, beside };
  const all = { ...await recordings(), [experiment]: recording };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
  await writeFileAtomic(file(), JSON.stringify(sorted, null, 2) + "\n");
}
