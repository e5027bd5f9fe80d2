/** Reading runs: every line is validated; what is wrong is named by file, line and field. */
import type { z } from "zod";
import { cellKey } from "../nouns/cell.ts";
import { dataPath, exists, GauntletError } from "../system/state.ts";
import { limitedTo } from "../nouns/blocks.ts";
import type { Cell } from "../nouns/cell.ts";
import { type Run, RunEnd, RunHeader, RunPart } from "../nouns/run.ts";
import { Trial } from "../nouns/trial.ts";
import { endFile, headerFile, partsFile, RUNS, trialsFile } from "./folder.ts";
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
  const read = async <T>(schema: z.ZodType<T>, path: string) =>
    parseJson(schema, await Deno.readTextFile(path), shown(path), REMEDY);
  const header = await read(RunHeader, headerPath);
  const { trials, warnings } = parseTrials(
    await Deno.readTextFile(trialsFile(runId)),
    shown(trialsFile(runId)),
  );
  const end = await exists(endFile(runId)) ? await read(RunEnd, endFile(runId)) : null;
  const parts = await exists(partsFile(runId))
    ? parseParts(await Deno.readTextFile(partsFile(runId)), shown(partsFile(runId)))
    : [];
  const last = parts.at(-1);
  if (last === undefined) return { ...header, trials, end, warnings };
  return {
    ...{ ...header, plan: limitedTo(header.plan, last), trials, parts, warnings },
    // What an earlier part ended with is no end of this one.
    end: end !== null && end.endedAt >= last.startedAt ? end : null,
  };
}

/** The lines of a `parts.jsonl`; one that is cut off began nothing. */
function parseParts(text: string, file: string): RunPart[] {
  return text.split("\n").slice(0, -1)
    .map((line, index) => parseJson(RunPart, line, `${file}, line ${index + 1}`, REMEDY));
}

/** Whether a run came to its end; one that was cut off can be resumed. */
export function isComplete({ end, trials, plan }: Run): boolean {
  return end !== null || trials.length === plan.trials.length;
}

/** The ids of all runs, oldest first by name. */
export async function listRuns(): Promise<string[]> {
  const ids: string[] = [];
  if (!await exists(dataPath(RUNS))) return ids;
  for await (const entry of Deno.readDir(dataPath(RUNS))) {
    if (entry.isDirectory && await exists(headerFile(entry.name))) ids.push(entry.name);
  }
  return ids.sort();
}

/** The lines of a `trials.jsonl`. */
export function parseTrials(text: string, file: string): { trials: Trial[]; warnings: string[] } {
  const lines = text.split("\n");
  const unfinished = lines.pop()!;
  const trials = withSharedCells(
    lines.map((line, index) => parseJson(Trial, line, `${file}, line ${index + 1}`, REMEDY)),
  );
  const warnings = unfinished === "" ? [] : [
    `${file}: the last line is cut off and was dropped; the trial is measured again when the run is resumed`,
  ];
  const seen = new Set<number>();
  for (const { trial } of trials) {
    if (seen.has(trial)) {
      throw new GauntletError(
        `Cannot read ${file}: trial ${trial} is there twice; restore the file`,
      );
    }
    seen.add(trial);
  }
  return { trials, warnings };
}

/** A run has few cells and many trials: the same cell is kept once. */
function withSharedCells(trials: Trial[]): Trial[] {
  const cells = new Map<string, Cell>();
  for (const trial of trials) {
    const key = cellKey(trial.cell);
    const shared = cells.get(key);
    if (shared) trial.cell = shared;
    else cells.set(key, trial.cell);
  }
  return trials;
}

/** Messages name files from the project's folder on. */
const shown = (path: string) => path.slice(path.lastIndexOf(`${RUNS}/`)).replace(/^/, "data/");
