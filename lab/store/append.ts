/** Writing a run: the header once, then a line for each trial as it ends. Nothing is ever changed. */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import {
  type RunEnd,
  RunEnd as RunEndSchema,
  type RunHeader,
  RunHeader as RunHeaderSchema,
  type RunPart,
  RunPart as RunPartSchema,
} from "../nouns/run.ts";
import { type Trial, Trial as TrialSchema } from "../nouns/trial.ts";
import { stamped, unstamped } from "./checksum.ts";
import { exists, GauntletError } from "../system/state.ts";
import { textIn } from "./files.ts";
import { endFile, headerFile, partsFile, placeOf, runFolder, trialsFile } from "./folder.ts";
import { forgetSums } from "./recorded.ts";
import { ENDED_FILES, sumsOf } from "./sums.ts";

/** Makes the folder of a run and writes its header. */
export async function createRun(header: RunHeader): Promise<void> {
  const checked = RunHeaderSchema.parse(header);
  await Deno.mkdir(runFolder(header.runId), { recursive: true });
  await Deno.writeTextFile(trialsFile(header.runId), "", { createNew: true });
  const path = headerFile(header.runId);
  try {
    // Last, and whole or not at all: a folder without it is no run.
    await writeFileAtomic(path, stamped(checked, 2) + "\n");
  } catch (error) {
    await Deno.remove(runFolder(header.runId), { recursive: true }).catch(() => {});
    throw named(error, path);
  }
}

/** Adds one trial and waits until it is on the disk. */
export async function appendTrial(runId: string, trial: Trial): Promise<void> {
  await appendLine(trialsFile(runId), TrialSchema.parse(trial));
}

/** Adds the trials of a block that another machine measured, all at once. */
export async function appendTrials(runId: string, trials: readonly Trial[]): Promise<void> {
  await appendLines(trialsFile(runId), trials.map((trial) => TrialSchema.parse(trial)));
}

/**
 * Says that a run is gone on with; what its folder holds stays as it is. A recorded one is none any
 * more, until it is recorded again.
 *
 * @throws GauntletError when its lines have no checksums: they cannot stand beside others that have
 */
export async function appendPart(runId: string, part: RunPart): Promise<void> {
  const header = await textIn(headerFile(runId), placeOf(runId, "run.json"));
  if (unstamped(header).isRight === null) {
    throw new GauntletError(
      `Cannot go on with "${runId}": it was measured before lines had checksums; start a new run`,
    );
  }
  await forgetSums(runId);
  await appendLine(partsFile(runId), RunPartSchema.parse(part));
}

/**
 * Says that a run has come to its end, and why. A part that ends takes the place of what an earlier
 * one said, which it keeps itself.
 */
export async function endRun(runId: string, end: RunEnd): Promise<void> {
  const sums = await sumsOf(runId, ENDED_FILES);
  const path = endFile(runId);
  try {
    await writeFileAtomic(path, stamped(RunEndSchema.parse({ ...end, sums }), 2) + "\n");
  } catch (error) {
    throw named(error, path);
  }
}

/** A line that an earlier, killed runner left unfinished is cut off first: the file stays readable. */
export const appendLine = (path: string, value: object): Promise<void> =>
  appendLines(path, [value]);

async function appendLines(path: string, values: readonly object[]): Promise<void> {
  await cutUnfinishedLine(path);
  using file = await Deno.open(path, { append: true, create: true });
  const bytes = new TextEncoder().encode(values.map((value) => stamped(value) + "\n").join(""));
  try {
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.syncData();
  } catch (error) {
    throw named(error, path);
  }
}

/** A disk that is full says so of no file. */
function named(error: unknown, path: string): unknown {
  if (error instanceof Error && !error.message.includes(path)) error.message += `: write '${path}'`;
  return error;
}

const NEWLINE = 10;

/** Looks at the last byte alone, since nearly every file ends well; only a broken one is read. */
async function cutUnfinishedLine(path: string): Promise<void> {
  const size = await exists(path) ? (await Deno.stat(path)).size : 0;
  if (size === 0 || await byteAt(path, size - 1) === NEWLINE) return;
  const bytes = await Deno.readFile(path);
  await Deno.truncate(path, bytes.lastIndexOf(NEWLINE) + 1);
}

async function byteAt(path: string, offset: number): Promise<number> {
  using file = await Deno.open(path);
  await file.seek(offset, Deno.SeekMode.Start);
  const byte = new Uint8Array(1);
  await file.read(byte);
  return byte[0]!;
}
