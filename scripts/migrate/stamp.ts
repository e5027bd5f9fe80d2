/** Checksums for the runs of labs that wrote none. What they say stays as it is, to the last digit. */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { RUN_FILES, type RunFile } from "../../lab/nouns/run.ts";
import { stampedText, unstamped } from "../../lab/store/checksum.ts";
import { isThere, textIn } from "../../lab/store/files.ts";
import { placeOf, runFile, shownFile } from "../../lab/store/folder.ts";
import { readOlderRun, sumsOfCopy } from "../../lab/store/read.ts";
import { RECORDED_FILE } from "../../lab/store/recorded.ts";
import { mayBeOlder } from "../../lab/store/source.ts";
import { checkSums, sumsOf } from "../../lab/store/sums.ts";
import { GauntletError } from "../../lab/system/state.ts";

/**
 * Gives each file and line of a run its checksum.
 *
 * @returns whether they had none
 * @throws GauntletError when the run cannot be read, or somebody took its checksums
 */
export async function stampRun(runId: string): Promise<boolean> {
  if (isStamped(await textOf(runId, "run.json"))) return false;
  await mayBeNoted(runId);
  // The header last: by it a run is known to be done, should this be cut off.
  for (const name of RUN_FILES.toReversed().filter((name) => isThere(runFile(runId, name)))) {
    const text = await textOf(runId, name);
    const stamped = name.endsWith(".jsonl")
      ? linesOf(text).map((line) => (isStamped(line) ? line : stampedText(line)) + "\n").join("")
      : isStamped(text)
      ? text
      : stampedText(text, 2) + "\n";
    await writeFileAtomic(runFile(runId, name), stamped);
  }
  return true;
}

/**
 * Refuses a run whose sums cannot be noted: one that cannot be read, or that had checksums and has lost
 * some. A lab of before checksums left none in any line of a file.
 *
 * @throws GauntletError that names the file
 */
export async function mayBeNoted(runId: string): Promise<void> {
  const header = await textOf(runId, "run.json");
  await readOlderRun(runId);
  const sums = await sumsOfCopy(runId);
  if (sums !== null) {
    const shown = (name: RunFile) => shownFile(runId, name);
    checkSums(shown, await sumsOf(runId), { by: RECORDED_FILE, sums });
  }
  const taken = !isStamped(header) && !mayBeOlder(header) ? "run.json" : await mixed(runId);
  if (taken === null) return;
  throw new GauntletError(
    `Cannot migrate ${
      shownFile(runId, taken)
    }: it was written with checksums, and has lost some: ` +
      `it was changed or damaged; restore the file`,
  );
}

/** The file of a run in which some lines have a checksum and others none. */
async function mixed(runId: string): Promise<RunFile | null> {
  for (const name of ["trials.jsonl", "parts.jsonl"] as const) {
    if (!isThere(runFile(runId, name))) continue;
    const kinds = new Set(linesOf(await textOf(runId, name)).map(isStamped));
    if (kinds.size > 1) return name;
  }
  return null;
}

const isStamped = (text: string) => unstamped(text).isRight !== null;

/** Whole lines: one that is cut off is dropped, as reading does. */
const linesOf = (text: string) => text.split("\n").slice(0, -1);

const textOf = (runId: string, name: RunFile) => textIn(runFile(runId, name), placeOf(runId, name));
