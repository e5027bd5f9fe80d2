/** A recorded run comes with the project: what servers said in it tells no place and no name of the machine. */
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { endRun } from "../../lab/store/append.ts";
import { stamped, unstamped } from "../../lab/store/checksum.ts";
import { trialsFile } from "../../lab/store/folder.ts";
import { readRun } from "../../lab/store/read.ts";
import {
  nothingTaken,
  type Private,
  privateHere,
  privateIn,
  withoutPrivate,
} from "../../lab/store/sharing/private.ts";

/** The texts of a trial that servers and load tools wrote; all others are names and figures of ours. */
const TEXTS_OF_OTHERS = new Set(["serverLog", "reason", "sampledFailure"]);
/** Loopback is the same everywhere. */
const LOOPBACK = /\b127\.0\.0\.1\b/g;

/**
 * Takes what is private out of the trials of a run, as `deno task share` does of one that is handed on.
 * Lines without anything private stay as they are, to the byte; measured figures stay in any case.
 *
 * @param known what is private; default: what this machine and its user are called
 * @returns how many of its trials told something private
 * @throws GauntletError when the run cannot be read
 */
export async function publish(runId: string, known: Private = privateHere()): Promise<number> {
  const { end } = await readRun(runId);
  const lines = (await Deno.readTextFile(trialsFile(runId))).split("\n");
  let changed = 0;
  const clean = (key: string, value: unknown) => {
    if (typeof value !== "string" || !TEXTS_OF_OTHERS.has(key)) return value;
    if (privateIn(value.replace(LOOPBACK, ""), known, false) === null) return value;
    return withoutPrivate(value, known, nothingTaken());
  };
  const published = lines.map((line) => {
    if (line === "") return line;
    const { text } = unstamped(line);
    const cleanText = JSON.stringify(JSON.parse(text, clean));
    if (cleanText === text) return line;
    changed++;
    return stamped(JSON.parse(cleanText));
  });
  if (changed === 0) return 0;
  await writeFileAtomic(trialsFile(runId), published.join("\n"));
  if (end !== null) await endRun(runId, end);
  return changed;
}
