/**
 * The recorded runs: those that come with the project, so that a fresh clone shows figures at once.
 * `data/recorded.json` names one run for each experiment; every other run is the reader's own.
 */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { dataPath, exists } from "../system/state.ts";
import { parseJson } from "./json.ts";

const Recorded = z.record(z.string(), z.string());

const file = () => dataPath("recorded.json");

/** The recorded run of each experiment. */
export async function recordedRuns(): Promise<Record<string, string>> {
  if (!await exists(file())) return {};
  const place = "data/recorded.json";
  return parseJson(Recorded, await Deno.readTextFile(file()), place, "restore the file");
}

/** Makes a run the recorded one of its experiment. */
export async function record(experiment: string, runId: string): Promise<void> {
  const all = { ...await recordedRuns(), [experiment]: runId };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a < b ? -1 : 1));
  await writeFileAtomic(file(), JSON.stringify(sorted, null, 2) + "\n");
}
