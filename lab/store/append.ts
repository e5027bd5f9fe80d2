/** Writing a run: the header once, then a line for each trial as it ends. Nothing is ever changed. */
import {
  type RunEnd,
  RunEnd as RunEndSchema,
  type RunHeader,
  RunHeader as RunHeaderSchema,
  type Trial,
  Trial as TrialSchema,
} from "../types.ts";
import { endFile, headerFile, runFolder, trialsFile } from "./folder.ts";

/** Makes the folder of a run and writes its header. */
export async function createRun(header: RunHeader): Promise<void> {
  const checked = RunHeaderSchema.parse(header);
  await Deno.mkdir(runFolder(header.runId), { recursive: true });
  await Deno.writeTextFile(headerFile(header.runId), JSON.stringify(checked, null, 2) + "\n", {
    createNew: true,
  });
  await Deno.writeTextFile(trialsFile(header.runId), "", { createNew: true });
}

/**
 * Adds one trial and waits until it is on the disk. A line that an earlier, killed runner left
 * unfinished is cut off first, so that the file stays readable.
 */
export async function appendTrial(runId: string, trial: Trial): Promise<void> {
  const line = JSON.stringify(TrialSchema.parse(trial)) + "\n";
  const path = trialsFile(runId);
  await cutUnfinishedLine(path);
  using file = await Deno.open(path, { append: true });
  const bytes = new TextEncoder().encode(line);
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.syncData();
}

/** Says that a run has come to its end, and why. */
export async function endRun(runId: string, end: RunEnd): Promise<void> {
  await Deno.writeTextFile(endFile(runId), JSON.stringify(RunEndSchema.parse(end), null, 2) + "\n");
}

async function cutUnfinishedLine(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const NEWLINE = 10;
  if (bytes.length === 0 || bytes.at(-1) === NEWLINE) return;
  await Deno.truncate(path, bytes.lastIndexOf(NEWLINE) + 1);
}
