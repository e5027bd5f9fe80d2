/**
 * Reading runs: every line is validated; what is wrong is named by file, line and field. Each text has
 * its checksum, or its file stands with its SHA-256 in `data/recorded.json`: there is no third way.
 */
import type { z } from "zod";
import { limitedTo } from "../nouns/blocks.ts";
import { type Run, RunEnd, type RunFile, RunHeader, RunPart, type Sums } from "../nouns/run.ts";
import { dataPath, GauntletError } from "../system/state.ts";
import { entriesOf, isThere, type Place, textIn } from "./files.ts";
import { isRunId, runFile, RUNS, shownFile } from "./folder.ts";
import { unstamped } from "./checksum.ts";
import { type ChecksumDue, parseJson } from "./json.ts";
import { RECORDED_FILE, recordedSums } from "./recorded.ts";
import { checkSums, ENDED_FILES, sumsOf } from "./sums.ts";
import { cutOff, readTrials } from "./trials.ts";

const REMEDY = "restore the file";

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
    checkSums(runId, await sumsOf(runId), { by: RECORDED_FILE, sums: recorded });
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
  const text = await textIn(path, { place: shownFile(runId, "run.json"), remedy: REMEDY });
  return unstamped(text).isRight === null ? await recordedSums(runId, "this checkout") : null;
}

/**
 * Reads a run whose texts may have no checksum: what an older lab wrote, before its sums are noted.
 * Nothing tells whether it was changed since.
 *
 * @throws GauntletError as `readRun`
 */
export const readOlderRun = (runId: string): Promise<Run> => readAs(runId, "may");

async function readAs(runId: string, checksum: ChecksumDue): Promise<Run> {
  const place = (name: RunFile): Place => ({ place: shownFile(runId, name), remedy: REMEDY });
  const isHere = (name: RunFile) => isThere(runFile(runId, name));
  const text = (name: RunFile) => textIn(runFile(runId, name), place(name));
  const read = <T>(schema: z.ZodType<T>, text: string, place: string) =>
    parseJson(schema, text, place, REMEDY, checksum);

  if (!isHere("run.json")) {
    throw new GauntletError(
      `Cannot read the run "${runId}": ${shownFile(runId, "run.json")} is missing; choose one of ` +
        `data/runs`,
    );
  }
  const headerText = await text("run.json");
  const header = parseJson(RunHeader, headerText, shownFile(runId, "run.json"), REMEDY);
  if (checksum === "must" && unstamped(headerText).isRight === null) {
    throw new GauntletError(
      `Cannot read ${shownFile(runId, "run.json")}: its checksum is missing: ` +
        (mayBeOlder(headerText)
          ? `nothing tells whether it was changed; ${REMEDY}, or run "deno task migrate" if an ` +
            `older lab wrote it`
          : `it was changed or damaged; ${REMEDY}`),
    );
  }
  if (header.runId !== runId) {
    throw new GauntletError(
      `Cannot read the run "${runId}": it is a copy of "${header.runId}"; move its folder out of ` +
        `data/runs`,
    );
  }
  const end = isHere("end.json")
    ? read(RunEnd, await text("end.json"), shownFile(runId, "end.json"))
    : null;
  const partsPlace = shownFile(runId, "parts.jsonl");
  const lines = isHere("parts.jsonl") ? (await text("parts.jsonl")).split("\n") : [""];
  const cut = cutOff(lines.pop()!, partsPlace, "that part had not begun");
  const parts = lines.map((line, index) => read(RunPart, line, `${partsPlace}, line ${index + 1}`));
  const blocksMax = Math.max(
    ...header.plan.trials.map(({ block }) => block),
    ...parts.map(({ blocksMax }) => blocksMax),
  );
  const { trials, warnings } = await readTrials(
    runFile(runId, "trials.jsonl"),
    shownFile(runId, "trials.jsonl"),
    { plan: header.plan, blocksMax, checksum },
  );
  const last = parts.at(-1);
  // What an earlier part ended with is no end of this one.
  const isEnd = end !== null && (last === undefined || end.endedAt >= last.startedAt);
  checkEnd(runId, end, { isEnd, parts, trialCount: trials.length });
  if (isEnd && end.sums !== undefined) {
    checkSums(runId, await sumsOf(runId, ENDED_FILES), {
      ...{ by: "end.json", sums: end.sums, names: ENDED_FILES },
    });
  }
  return {
    ...{ ...header, trials, end: isEnd ? end : null },
    ...(last === undefined ? {} : { plan: limitedTo(header.plan, last), parts }),
    warnings: [...cut, ...warnings],
  };
}

/** Whether a lab of before checksums may have written a header: those that record either field write them. */
export const mayBeOlder = (headerText: string): boolean => !/"(codeHash|limits)":/.test(headerText);

/** Refuses a run that says of itself that it ended otherwise than its folder does. */
function checkEnd(
  runId: string,
  end: RunEnd | null,
  { isEnd, parts, trialCount }: { isEnd: boolean; parts: RunPart[]; trialCount: number },
): void {
  const cannot = (name: RunFile) => `Cannot read ${shownFile(runId, name)}`;
  if (end === null) {
    const line = parts.findLastIndex(({ earlierEnd }) => earlierEnd !== null) + 1;
    if (line === 0) return;
    throw new GauntletError(
      `${
        cannot("end.json")
      }: it is missing, and line ${line} of parts.jsonl says that the run had ` +
        `ended; ${REMEDY}`,
    );
  }
  const { trialCount: said = trialCount, sums } = end;
  // Where a run was gone on with, there are more; where its end has their sum, that tells.
  const isWrong = isEnd && sums === undefined ? trialCount !== said : trialCount < said;
  if (!isWrong) return;
  throw new GauntletError(
    `${cannot("trials.jsonl")}: it has ${trialCount} trials, and end.json says ${said}; ${REMEDY}`,
  );
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
 * The ids of all runs, oldest first by name. A folder that no run can be named by is left out with a
 * warning; one without a header was never begun.
 *
 * @throws GauntletError when `data/runs` cannot be read
 */
export async function listRuns(warn: (sentence: string) => void = warnOnce): Promise<string[]> {
  const ids: string[] = [];
  if (!isThere(dataPath(RUNS))) return ids;
  const where = { place: `data/${RUNS}`, remedy: "make it a folder that this user may read" };
  for (const { name, isDirectory } of await entriesOf(dataPath(RUNS), where)) {
    if (!isDirectory) continue;
    if (!isRunId(name)) {
      warn(
        `Leaving out data/runs/${name}: no run has such a name; move it elsewhere, or rename it`,
      );
    } else if (isThere(runFile(name, "run.json"))) ids.push(name);
  }
  return ids.sort();
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
