/** Reading runs: every line is validated; what is wrong is named by file, line and field. */
import type { z } from "zod";
import { dataPath, exists, GauntletError } from "../system/state.ts";
import { limitedTo } from "../nouns/blocks.ts";
import { machineOf, type Run, RunEnd, RunHeader, RunPart } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import { unstamped } from "./checksum.ts";
import { endFile, headerFile, isRunId, partsFile, RUNS, trialsFile } from "./folder.ts";
import { readTrials } from "./trials.ts";
import { parseJson } from "./json.ts";

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
  const headerPath = headerFile(runId);
  if (!await exists(headerPath)) {
    throw new GauntletError(
      `Cannot read the run "${runId}": ${shown(headerPath)} is missing; choose one of data/runs`,
    );
  }
  const headerText = await Deno.readTextFile(headerPath);
  // Runs of before checksums have none anywhere; of others each file and each line has its own.
  const stamped = unstamped(headerText).isRight !== null;
  const checksum = stamped ? "must" : "may";
  const read = <T>(schema: z.ZodType<T>, text: string, place: string) =>
    parseJson(schema, text, place, REMEDY, checksum);
  const header = read(RunHeader, headerText, shown(headerPath));
  if (header.runId !== runId) {
    throw new GauntletError(
      `Cannot read the run "${runId}": it is a copy of "${header.runId}"; move its folder out of ` +
        `data/runs`,
    );
  }
  const end = await exists(endFile(runId))
    ? read(RunEnd, await Deno.readTextFile(endFile(runId)), shown(endFile(runId)))
    : null;
  const parts = await exists(partsFile(runId))
    ? linesOf(await Deno.readTextFile(partsFile(runId)))
      .map((line, index) => read(RunPart, line, `${shown(partsFile(runId))}, line ${index + 1}`))
    : [];
  const { trials, warnings } = await readTrials(trialsFile(runId), shown(trialsFile(runId)), {
    plan: header.plan,
    blocksMax: Math.max(
      ...header.plan.trials.map(({ block }) => block),
      ...parts.map(({ blocksMax }) => blocksMax),
    ),
    stamped,
  });
  checkCount(end, trials.length, shown(trialsFile(runId)));
  checkMachines(header, parts, trials, shown(trialsFile(runId)));
  if (parts.length === 0) return { ...header, trials, end, warnings };
  const last = parts.findLast(({ joins }) => !joins);
  if (last === undefined) return { ...header, trials, end, parts, warnings };
  return {
    ...{ ...header, plan: limitedTo(header.plan, last), trials, parts, warnings },
    // What an earlier part ended with is no end of this one.
    end: end !== null && end.endedAt >= last.startedAt ? end : null,
  };
}

/** A run that was gone on with may have more than its end says, and none fewer. */
function checkCount(end: RunEnd | null, count: number, file: string): void {
  if (end?.trialCount === undefined || count >= end.trialCount) return;
  throw new GauntletError(
    `Cannot read ${file}: it has ${count} trials, and end.json says ${end.trialCount}; ${REMEDY}`,
  );
}

/** Each trial is of a machine that the run knows, and each block of one. */
function checkMachines(
  header: RunHeader,
  parts: readonly RunPart[],
  trials: readonly Trial[],
  file: string,
): void {
  const ids = new Set([header, ...parts].map(({ environment }) => environment.machineId));
  const ofBlock = new Map<number, string>();
  for (const trial of trials) {
    const machineId = machineOf(trial, header);
    // What failed on one machine may have been measured by another.
    if (trial.outcome.state === "failed") continue;
    const first = ofBlock.get(trial.block) ?? machineId;
    ofBlock.set(trial.block, first);
    const wrong = !ids.has(machineId)
      ? `neither run.json nor parts.jsonl has the machine ${machineId} of trial ${trial.trial}`
      : first !== machineId
      ? `block ${trial.block} is of two machines, ${first} and ${machineId}`
      : null;
    if (wrong !== null) throw new GauntletError(`Cannot read ${file}: ${wrong}; ${REMEDY}`);
  }
}

/** Whole lines; one that is cut off began nothing. */
const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);

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
 */
export async function listRuns(warn: (sentence: string) => void = warnOnce): Promise<string[]> {
  const ids: string[] = [];
  if (!await exists(dataPath(RUNS))) return ids;
  for await (const { name, isDirectory } of Deno.readDir(dataPath(RUNS))) {
    if (!isDirectory) continue;
    if (!isRunId(name)) {
      warn(
        `Leaving out data/runs/${name}: no run has such a name; move it elsewhere, or rename it`,
      );
    } else if (await exists(headerFile(name))) ids.push(name);
  }
  return ids.sort();
}

/** Messages name files from the project's folder on. */
const shown = (path: string) => path.slice(path.lastIndexOf(`${RUNS}/`)).replace(/^/, "data/");
