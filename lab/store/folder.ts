/** The run folders: `data/runs/<date>-<experiment>-<id>/run.json` and `trials.jsonl`. */
import { join } from "node:path";
import type { RunFile } from "../nouns/run.ts";
import { dataPath, GauntletError } from "../system/state.ts";
import type { Place } from "./files.ts";

export const RUNS = "runs";

/** Whether a folder may be a run's. */
export const isRunId = (name: string): boolean => /^[a-z0-9][a-z0-9-]*$/i.test(name);

/** A run's folder; an id is a folder's name and never a path. */
export function runFolder(runId: string): string {
  if (!isRunId(runId)) {
    throw new GauntletError(
      `Cannot read the run "${runId}": a run is named by its folder in data/runs; correct the name`,
    );
  }
  return dataPath(RUNS, runId);
}

export const runFile = (runId: string, name: RunFile): string => join(runFolder(runId), name);

/** What a file is called in messages: from the project's folder on. */
export const shownFile = (runId: string, name: RunFile): string => `data/${RUNS}/${runId}/${name}`;

/** The same for whoever reads it. */
export const placeOf = (runId: string, name: RunFile): Place => ({
  place: shownFile(runId, name),
  remedy: "restore the file",
});

export const headerFile = (runId: string): string => runFile(runId, "run.json");
export const trialsFile = (runId: string): string => runFile(runId, "trials.jsonl");
export const endFile = (runId: string): string => runFile(runId, "end.json");
export const partsFile = (runId: string): string => runFile(runId, "parts.jsonl");

/** A new run's id: `2026-05-02-workers-and-threads-3fa94c`. */
export function newRunId(experiment: string, startedAt: Date): string {
  return `${startedAt.toISOString().slice(0, 10)}-${experiment}-${crypto.randomUUID().slice(0, 6)}`;
}

/** The experiment that an id of a run names; `null` where it is no id that the lab gives. */
export const experimentIn = (runId: string): string | null =>
  /^\d{4}-\d\d-\d\d-(.+)-[^-]+$/.exec(runId)?.[1] ?? null;
