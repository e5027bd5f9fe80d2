/**
 * SHA-256 of the files of a run. `end.json` has those of the files that grew until then, and
 * `data/recorded.json` those of all files of each run that comes with the project.
 */
import { createHash } from "node:crypto";
import { RUN_FILES, type RunFile, type Sums } from "../nouns/run.ts";
import { GauntletError } from "../system/state.ts";
import { chunksIn, isThere } from "./files.ts";
import { placeOf, runFile } from "./folder.ts";

/** Of the files that a run has: of all, or of these. */
export async function sumsOf(
  runId: string,
  names: readonly RunFile[] = RUN_FILES,
): Promise<Sums> {
  const sums: Sums = {};
  for (const name of names.filter((name) => isThere(runFile(runId, name)))) {
    const hash = createHash("sha256");
    const chunks = chunksIn(runFile(runId, name), placeOf(runId, name));
    for await (const bytes of chunks) hash.update(bytes);
    sums[name] = hash.digest("hex");
  }
  return sums;
}

/** Those that have lines: each has its checksum, and their order and number have none but this. */
export const ENDED_FILES: readonly RunFile[] = ["trials.jsonl", "parts.jsonl"];

/** What noted sums, and which. */
export interface Noted {
  /** As messages name it: `end.json`, `data/recorded.json`. */
  by: string;
  sums: Sums;
  /** Of which files; default: of all. */
  names?: readonly RunFile[];
}

/**
 * Refuses a run whose files are not those that were noted.
 *
 * @param shown what a file is called in messages
 * @param sums of its files as they are
 * @param noted whose every file must be there and be the same, and none beside them
 * @throws GauntletError that names the first that is another
 */
export function checkSums(
  shown: (name: RunFile) => string,
  sums: Sums,
  { by, sums: noted, names = RUN_FILES }: Noted,
): void {
  for (const name of names) {
    if (sums[name] === noted[name]) continue;
    const short = (sum: string) => `${sum.slice(0, 12)}…`;
    const what = noted[name] === undefined
      ? `${by} knows of no such file of this run; move it elsewhere`
      : sums[name] === undefined
      ? `it is missing, and ${by} says that this run has it; restore the file`
      : `its SHA-256 is ${short(sums[name])}, and ${by} says ${short(noted[name])}: it was ` +
        `changed or damaged; restore the file`;
    throw new GauntletError(`Cannot read ${shown(name)}: ${what}`);
  }
}
