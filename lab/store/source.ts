/** A run from its files, wherever these are: in its folder, or in an archive that is looked through. */
import { limitedTo } from "../nouns/blocks.ts";
import {
  Origin,
  type Run,
  RunEnd,
  type RunFile,
  RunHeader,
  RunPart,
  type Sums,
} from "../nouns/run.ts";
import { GauntletError } from "../system/state.ts";
import { unstamped } from "./checksum.ts";
import { type ChecksumDue, parseJson } from "./json.ts";
import { checkSums, ENDED_FILES } from "./sums.ts";
import { cutOff, trialsIn } from "./trials.ts";
import type { z } from "zod";

/** Where the files of a run are read from. */
export interface RunSource {
  /** What a file is called in messages. */
  shown: (name: RunFile) => string;
  has: (name: RunFile) => boolean;
  text: (name: RunFile) => Promise<string>;
  chunks: (name: RunFile) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  sums: (names: readonly RunFile[]) => Promise<Sums>;
}

const REMEDY = "restore the file";

/**
 * Reads and validates a run.
 *
 * @param checksum whether each text must have its own
 * @throws GauntletError that names file, line and field of what is wrong
 */
export async function runIn(
  source: RunSource,
  runId: string,
  checksum: ChecksumDue,
): Promise<Run> {
  const { shown, has, text } = source;
  const read = <T>(schema: z.ZodType<T>, text: string, place: string) =>
    parseJson(schema, text, place, REMEDY, checksum);
  const whole = async <T>(schema: z.ZodType<T>, name: RunFile) =>
    has(name) ? read(schema, await text(name), shown(name)) : null;

  if (!has("run.json")) {
    throw new GauntletError(
      `Cannot read the run "${runId}": ${shown("run.json")} is missing; choose one of data/runs`,
    );
  }
  const header = headerIn(await text("run.json"), shown("run.json"), checksum);
  if (header.runId !== runId) {
    throw new GauntletError(
      `Cannot read the run "${runId}": it is a copy of "${header.runId}"; move its folder out of ` +
        `data/runs`,
    );
  }
  const end = await whole(RunEnd, "end.json");
  const origin = await whole(Origin, "origin.json");
  const lines = has("parts.jsonl") ? (await text("parts.jsonl")).split("\n") : [""];
  const cut = cutOff(lines.pop()!, shown("parts.jsonl"), "that part had not begun");
  const parts = lines.map((line, index) =>
    read(RunPart, line, `${shown("parts.jsonl")}, line ${index + 1}`)
  );
  const blocksMax = Math.max(
    ...header.plan.trials.map(({ block }) => block),
    ...parts.map(({ blocksMax }) => blocksMax),
  );
  const { trials, warnings } = await trialsIn(
    source.chunks("trials.jsonl"),
    shown("trials.jsonl"),
    { plan: header.plan, blocksMax, checksum },
  );
  const last = parts.at(-1);
  // What an earlier part ended with is no end of this one.
  const isEnd = end !== null && (last === undefined || end.endedAt >= last.startedAt);
  checkEnd(source, end, { isEnd, parts, trialCount: trials.length });
  if (isEnd && end.sums !== undefined) {
    checkSums(shown, await source.sums(ENDED_FILES), {
      ...{ by: "end.json", sums: end.sums, names: ENDED_FILES },
    });
  }
  return {
    ...{ ...header, trials, end: isEnd ? end : null },
    ...(last === undefined ? {} : { plan: limitedTo(header.plan, last), parts }),
    ...(origin === null ? {} : { origin }),
    warnings: [...cut, ...warnings],
  };
}

/** The header, with its checksum where it must have one. */
function headerIn(text: string, place: string, checksum: ChecksumDue): RunHeader {
  const header = parseJson(RunHeader, text, place, REMEDY);
  if (checksum === "may" || unstamped(text).isRight !== null) return header;
  throw new GauntletError(
    `Cannot read ${place}: its checksum is missing: ` +
      (mayBeOlder(text)
        ? `nothing tells whether it was changed; ${REMEDY}, or run "deno task migrate" if an ` +
          `older lab wrote it`
        : `it was changed or damaged; ${REMEDY}`),
  );
}

/** Whether a lab of before checksums may have written a header: those that record either field write them. */
export const mayBeOlder = (headerText: string): boolean => !/"(codeHash|limits)":/.test(headerText);

/** Refuses a run that says of itself that it ended otherwise than its folder does. */
function checkEnd(
  { shown }: RunSource,
  end: RunEnd | null,
  { isEnd, parts, trialCount }: { isEnd: boolean; parts: RunPart[]; trialCount: number },
): void {
  const cannot = (name: RunFile) => `Cannot read ${shown(name)}`;
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
