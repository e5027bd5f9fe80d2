/**
 * The recording: what is measured for the record, for how long and in which order, decided before any of
 * it is (`data/recording.json`), and every run that was begun for it (`data/recordings.jsonl`), whatever
 * came out. So nobody can choose among runs unseen.
 */
import { z } from "zod";
import { name } from "../nouns/fields.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { dataPath, GauntletError } from "../system/state.ts";
import { appendLine } from "./append.ts";
import { isThere, textIn } from "./files.ts";
import { parseJson } from "./json.ts";

/** One experiment of a recording. */
export const Step = z.strictObject({
  experiment: name,
  /** Minutes of measuring, at the most: it ends earlier where its claims are decided. */
  minutes: z.number().positive().max(600),
  /** Why it gets so long: a sentence. */
  why: z.string().min(1),
});
export type Step = z.infer<typeof Step>;

/** `data/recording.json`. */
export const Program = z.strictObject({ experiments: z.array(Step).min(1) });
export type Program = z.infer<typeof Program>;

/** One line of `data/recordings.jsonl`: written before the first trial of the run. */
export const Begun = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  startedAt: z.iso.datetime(),
  experiment: name,
  runId: z.string(),
  /** Of the plan with its claims, and of all code that measures. */
  planHash: z.string(),
  codeHash: z.string(),
  commit: z.string(),
  minutes: z.number().positive(),
  /** Why there is another of it; `null` for the first. */
  why: z.string().min(1).nullable(),
});
export type Begun = z.infer<typeof Begun>;

const PROGRAM = "data/recording.json";
const BEGUN = "data/recordings.jsonl";

/**
 * What is to be recorded.
 *
 * @throws GauntletError where there is no such file, or it names an experiment twice
 */
export async function readProgram(): Promise<Program> {
  const file = dataPath("recording.json");
  if (!isThere(file)) {
    throw new GauntletError(
      `Cannot record: ${PROGRAM} is not there; write {"experiments": [{"experiment": "…", ` +
        `"minutes": 20, "why": "…"}]} and commit it`,
    );
  }
  const program = parseJson(
    Program,
    await textIn(file, { place: PROGRAM, remedy: "correct it" }),
    PROGRAM,
    "correct it",
  );
  const names = program.experiments.map(({ experiment }) => experiment);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice === undefined) return program;
  throw new GauntletError(
    `Cannot record: ${PROGRAM} has "${twice}" twice; give it once, with the minutes of both`,
  );
}

/** Every run that was begun for the record, the oldest first. */
export async function begunRuns(): Promise<Begun[]> {
  const file = dataPath("recordings.jsonl");
  if (!isThere(file)) return [];
  const where = { place: BEGUN, remedy: "restore the file" };
  const lines = (await textIn(file, where)).split("\n").filter((line) => line !== "");
  return lines.map((line, index) =>
    parseJson(Begun, line, `${BEGUN}, line ${index + 1}`, where.remedy, "must")
  );
}

/** Notes a run before its first trial. */
export async function noteBegun(begun: Begun): Promise<void> {
  await appendLine(dataPath("recordings.jsonl"), Begun.parse(begun));
}

/**
 * In words why an experiment was recorded more than once; `null` where it was not.
 *
 * @example
 * ```ts
 * import { repeatedText } from "lab/store/program.ts";
 * console.log(repeatedText([])); // null
 * ```
 */
export function repeatedText(
  begun: readonly Pick<Begun, "experiment" | "runId" | "why">[],
): string | null {
  const repeats = begun.filter(({ why }) => why !== null);
  if (repeats.length === 0) return null;
  const sentences = repeats.map(({ runId, why }) => {
    const before = begun[begun.findIndex((each) => each.runId === runId) - 1];
    const kept = before === undefined ? "" : ` beside ${before.runId}, which is kept`;
    return `${runId} was measured${kept}, because: ${why}`;
  });
  return sentences.join(" ");
}
