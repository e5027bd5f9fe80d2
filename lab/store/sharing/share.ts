/** A run as somebody else may have it: the same figures, with nothing private in its texts. */
import { createHash } from "node:crypto";
import { z } from "zod";
import {
  type Run,
  RUN_FILES,
  RunEnd,
  type RunFile,
  RunHeader,
  RunPart,
  type Sums,
} from "../../nouns/run.ts";
import { Trial } from "../../nouns/trial.ts";
import { SCHEMA_VERSION } from "../../nouns/version.ts";
import { GauntletError } from "../../system/state.ts";
import { stamped, unstamped } from "../checksum.ts";
import { isThere, textIn } from "../files.ts";
import { placeOf, runFile } from "../folder.ts";
import { parseJson } from "../json.ts";
import { readRun } from "../read.ts";
import { ENDED_FILES } from "../sums.ts";
import { type Archived, LIST, packed } from "./archive.ts";
import {
  nothingTaken,
  type Private,
  privateHere,
  privateIn,
  type TakenOut,
  withoutPrivate,
} from "./private.ts";

/** `share.json`: what an archive has. Raised when an older lab could not read it. */
export const SharedList = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  format: z.literal(1),
  runId: z.string(),
  files: z.partialRecord(
    z.enum(RUN_FILES),
    z.strictObject({ bytes: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type SharedList = z.infer<typeof SharedList>;

export interface Shared {
  archive: Uint8Array;
  run: Run;
  list: SharedList;
  takenOut: TakenOut;
}

/**
 * Packs a run.
 *
 * @param known what is private; default: what this machine and its user are called
 * @throws GauntletError when it cannot be read, has no completed trial, is a stranger's, or a name in it
 *   holds what is private
 */
export async function shareRun(runId: string, known: Private = privateHere()): Promise<Shared> {
  const run = await readRun(runId);
  const cannot = (why: string) => new GauntletError(`Cannot share "${runId}": ${why}`);
  if (run.origin) {
    throw cannot(`somebody else measured it; hand on the file that it came in, ${run.origin.from}`);
  }
  if (!run.trials.some(({ outcome }) => outcome.state === "completed")) {
    throw cannot("no trial of it completed; measure it again first");
  }
  const takenOut = nothingTaken();
  const clean = <T extends object>(schema: z.ZodType<T>, text: string, name: RunFile): T => {
    const value = inert(JSON.parse(unstamped(text).text), { name, known, takenOut });
    const { place, remedy } = placeOf(runId, name);
    return parseJson(schema, JSON.stringify(value), place, remedy);
  };
  const text = (name: RunFile) => textIn(runFile(runId, name), placeOf(runId, name));
  const lines = async <T extends object>(schema: z.ZodType<T>, name: RunFile) =>
    (await text(name)).split("\n").slice(0, -1)
      .map((line) => stamped(clean(schema, line, name)) + "\n").join("");

  const files = new Map<RunFile, Uint8Array>();
  const bytes = new TextEncoder();
  const put = (name: RunFile, text: string) => files.set(name, bytes.encode(text));
  put("run.json", stamped(clean(RunHeader, await text("run.json"), "run.json"), 2) + "\n");
  put("trials.jsonl", await lines(Trial, "trials.jsonl"));
  if (isThere(runFile(runId, "parts.jsonl"))) {
    put("parts.jsonl", await lines(RunPart, "parts.jsonl"));
  }
  if (isThere(runFile(runId, "end.json"))) {
    const sums: Sums = {};
    for (const name of ENDED_FILES) {
      const body = files.get(name);
      if (body) sums[name] = sha256(body);
    }
    const end = clean(RunEnd, await text("end.json"), "end.json");
    put("end.json", stamped({ ...end, ...(run.end === null ? {} : { sums }) }, 2) + "\n");
  }
  const list: SharedList = {
    ...{ schemaVersion: SCHEMA_VERSION, format: 1, runId },
    files: Object.fromEntries(
      [...files].map(([name, body]) => [name, { bytes: body.length, sha256: sha256(body) }]),
    ),
  };
  const listed = bytes.encode(stamped(list, 2) + "\n");
  const all = new Map<Archived, Uint8Array>([
    [LIST, listed],
    ...files as Map<Archived, Uint8Array>,
  ]);
  return { archive: await packed(runId, all), run, list, takenOut };
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** Names, hashes and versions: other ones would be of another run. All that is below them, too. */
const AS_IT_IS = new Set([
  ...["runId", "planHash", "codeHash", "variantHashes", "sums", "commit", "machineId", "checksum"],
  ...["startedAt", "endedAt", "experiment", "profileName", "variant", "workload", "endpoint"],
  ...["parameters", "options", "shapes", "latencyHistogramUs", "versions", "kernel", "measure"],
  ...["kind", "state", "expects", "id", "arrivals", "tool"],
]);
const VERSIONS = new Set(["versions", "kernel"]);
/** Thousands of letters that no text is in. */
const NO_TEXT = new Set(["latencyHistogramUs", "shapes"]);

/** Where a text stands, and what is looked for in it. */
interface Looked {
  name: RunFile;
  known: Private;
  takenOut: TakenOut;
}

/** A value whose texts hold nothing private. */
function inert(value: unknown, looked: Looked, key = "", asItIs = false): unknown {
  if (typeof value === "string") {
    if (!asItIs) return withoutPrivate(value, looked.known, looked.takenOut);
    if (!NO_TEXT.has(key)) refusePrivate(value, looked, key);
    return value;
  }
  if (Array.isArray(value)) return value.map((each) => inert(each, looked, key, asItIs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => {
      refusePrivate(name, looked, key);
      const stays = asItIs || AS_IT_IS.has(name);
      return [name, inert(below, looked, asItIs ? key : name, stays)];
    }),
  );
}

function refusePrivate(text: string, { name, known }: Looked, key: string): void {
  const what = privateIn(text, known, VERSIONS.has(key));
  if (what === null) return;
  throw new GauntletError(
    `Cannot share it: ${key || "a field"} of ${name} holds ${what}, and a name cannot be changed ` +
      `without changing the run; rename it and measure again`,
  );
}
