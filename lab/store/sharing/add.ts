/** A run that somebody else measured, taken in from an archive: all of it is looked at before a byte is written. */
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { decodeHistogram } from "../../nouns/histogram.ts";
import { Origin, type Run, type RunFile, type Sums } from "../../nouns/run.ts";
import { SCHEMA_VERSION } from "../../nouns/version.ts";
import { GauntletError } from "../../system/state.ts";
import { cleaned, oneLine } from "../../text/cleaned.ts";
import { stamped } from "../checksum.ts";
import { isThere } from "../files.ts";
import { isRunId, runFile, runFolder } from "../folder.ts";
import { parseJson } from "../json.ts";
import { readRun } from "../read.ts";
import { runIn } from "../source.ts";
import { type Archived, LIST, unpacked } from "./archive.ts";
import { sha256, SharedList } from "./share.ts";

export interface Added {
  state: "added" | "there before";
  run: Run;
}

export interface AddOptions {
  /** The name of the file, as the run says where it came from. */
  from: string;
  /**
   * Patterns by which workloads that are known here tell statements apart. One of a stranger would be a
   * program: it could be looked for without end.
   */
  patterns: ReadonlySet<string>;
  now?: Date;
}

/**
 * Takes a stranger's run in.
 *
 * @param archive the bytes of the file
 * @returns the run as it is read from now on; or as it was there before
 * @throws GauntletError when anything of it is not as it should be; nothing is written then
 */
export async function addArchive(
  archive: Uint8Array,
  { from, patterns, now = new Date() }: AddOptions,
): Promise<Added> {
  const place = `"${oneLine(from, { lengthMax: 100 })}"`;
  const { folder, files } = await unpacked(archive, place);
  const refused = (what: string) =>
    new GauntletError(`Cannot add ${place}: ${what}; ask for it again, from deno task share`);
  const bytesOf = (name: RunFile | typeof LIST) => files.get(name as Archived);
  const text = (name: RunFile | typeof LIST) =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOf(name));
  const list = inArchive(place, () => {
    const remedy = "ask for it again, from deno task share";
    return parseJson(SharedList, text(LIST), LIST, remedy, "must");
  });
  if (list.runId !== folder || !isRunId(list.runId)) {
    throw refused(`its folder is "${folder}" and its run "${oneLine(list.runId)}"`);
  }
  const sums: Sums = {};
  for (const name of [...files.keys()].filter((name) => name !== LIST) as RunFile[]) {
    sums[name] = sha256(bytesOf(name)!);
  }
  const names = new Set([...Object.keys(sums), ...Object.keys(list.files)]) as Set<RunFile>;
  for (const name of names) {
    if (sums[name] === list.files[name]?.sha256) continue;
    const what = sums[name] === undefined
      ? `${name} is missing`
      : list.files[name] === undefined
      ? `${name} is not on its list`
      : `the checksum of ${name} is that of another file: it was changed or damaged`;
    throw refused(what);
  }
  const run = await runOf();
  refuseStrange(run, patterns, refused);
  return await write();

  async function runOf(): Promise<Run> {
    const read = runIn(
      {
        shown: (name) => name,
        has: (name) => bytesOf(name) !== undefined,
        text: (name) => Promise.resolve(text(name)),
        chunks: (name) => [bytesOf(name)!],
        sums: (some) =>
          Promise.resolve(
            Object.fromEntries(some.filter((name) => sums[name]).map((name) => [name, sums[name]])),
          ),
      },
      list.runId,
      "must",
    );
    const found = await read.catch((error) => Promise.reject(told(error, place)));
    if (found.warnings.length > 0) throw refused(found.warnings[0]!);
    return found;
  }

  async function write(): Promise<Added> {
    const { runId } = run;
    if (isThere(runFolder(runId))) return await thereBefore(run, sha256(archive), place);
    const origin = Origin.parse({
      ...{ schemaVersion: SCHEMA_VERSION, addedAt: now.toISOString() },
      ...{ from: oneLine(from, { lengthMax: 120 }), archive: sha256(archive) },
    });
    await Deno.mkdir(runFolder(runId), { recursive: true });
    try {
      const put = (name: RunFile, bytes: Uint8Array) =>
        Deno.writeFile(runFile(runId, name), bytes, { createNew: true });
      await put("origin.json", new TextEncoder().encode(stamped(origin, 2) + "\n"));
      // Last the header: a folder without it is no run.
      for (const name of ["trials.jsonl", "parts.jsonl", "end.json", "run.json"] as const) {
        const bytes = bytesOf(name);
        if (bytes) await put(name, bytes);
      }
    } catch (error) {
      await Deno.remove(runFolder(runId), { recursive: true });
      throw error;
    }
    return { state: "added", run: await readRun(runId) };
  }
}

/** What is there under that name: the same, or another. */
async function thereBefore(run: Run, archive: string, place: string): Promise<Added> {
  const there = await readRun(run.runId);
  const isSame = there.origin
    ? there.origin.archive === archive
    : there.startedAt === run.startedAt && there.plan.planHash === run.plan.planHash &&
      there.environment.machineId === run.environment.machineId;
  if (isSame) return { state: "there before", run: there };
  throw new GauntletError(
    `Cannot add ${place}: data/runs/${run.runId} is there and is another run; move that elsewhere, ` +
      `if it is this one that is wanted`,
  );
}

/** A complaint of a file says which archive it is in. */
function told(error: unknown, place: string): unknown {
  if (!(error instanceof GauntletError)) return error;
  const message = oneLine(error.message, { lengthMax: 600 })
    .replace(/; restore the file$/, "; ask for it again, from deno task share");
  return new GauntletError(`Cannot add ${place}: ${message}`);
}

function inArchive<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw told(error, place);
  }
}

/** More than any histogram of 1 µs to 120 s has. */
const HISTOGRAM_BYTES_MAX = 2 ** 20;
const HISTOGRAM_CHARS_MAX = 2 ** 18;
const TEXT_CHARS_MAX = 2 ** 16;
const TRIALS_MAX = 100_000;
/** `<b`, `</b`, `<!--`, `<?`: no text of an archive of ours has one, whatever it was written by. */
const MARKUP = /<[a-z!/?]|\b(?:javascript|vbscript|data):\s*[a-z(/]/i;
/** A histogram keeps a latency to 0.1 %, and three digits of it may be rounded either way. */
const HISTOGRAM_TOLERANCE = 0.01;

/** Refuses texts that are more than text, and figures that their own histogram does not have. */
function refuseStrange(
  run: Run,
  patterns: ReadonlySet<string>,
  refused: (what: string) => GauntletError,
): void {
  const { trials, plan, parts = [], end, warnings: _warnings, ...header } = run;
  if (trials.length > TRIALS_MAX) throw refused(`it has ${trials.length} trials`);
  for (const [workload, { shapes }] of Object.entries(plan.workloads)) {
    const unknown = Object.values(shapes).find((pattern) => !patterns.has(pattern));
    if (unknown === undefined) continue;
    throw refused(
      `its workload "${workload}" knows statements by a pattern that no workload here has ` +
        `(${oneLine(unknown, { lengthMax: 60 })})`,
    );
  }
  refuseText({ header, plan, parts, end }, "run.json");
  trials.forEach((trial, index) => {
    const place = `trials.jsonl, line ${index + 1}`;
    refuseText(trial, place);
    if (trial.outcome.state === "failed") return;
    const { latencyHistogramUs, okCount, latencyP50Ms } = trial.outcome;
    const histogram = histogramIn(latencyHistogramUs);
    if (histogram === null) throw refused(`${place}: latencyHistogramUs is no histogram`);
    if (histogram.totalCount !== okCount) {
      throw refused(
        `${place}: its histogram has ${histogram.totalCount} answers, and okCount says ${okCount}`,
      );
    }
    const p50Ms = histogram.getValueAtPercentile(50) / 1000;
    if (okCount > 0 && Math.abs(p50Ms - latencyP50Ms) > 0.002 + HISTOGRAM_TOLERANCE * p50Ms) {
      throw refused(`${place}: latencyP50Ms is ${latencyP50Ms}, and its histogram has ${p50Ms}`);
    }
  });

  function refuseText(value: unknown, place: string, key = ""): void {
    if (typeof value === "string") {
      // Patterns are known here; a histogram is looked at as one.
      if (key === "shapes" || key === "latencyHistogramUs") return;
      const what = value.length > TEXT_CHARS_MAX
        ? `has ${value.length} characters`
        : cleaned(value, { lengthMax: Infinity }) !== value
        ? "has control characters"
        : MARKUP.test(value)
        ? "has markup"
        : null;
      if (what !== null) throw refused(`${place}: ${oneLine(key, { lengthMax: 60 })} ${what}`);
    } else if (Array.isArray(value)) value.forEach((each) => refuseText(each, place, key));
    else if (typeof value === "object" && value !== null) {
      for (const [name, below] of Object.entries(value)) {
        refuseText(name, place, `a name in ${key}`);
        refuseText(below, place, key === "shapes" ? key : name);
      }
    }
  }
}

/** Inflated within bounds before it is decoded: the library would take what comes. */
function histogramIn(encoded: string) {
  if (encoded.length > HISTOGRAM_CHARS_MAX) return null;
  try {
    // A cookie and a length of four bytes each stand in front of what is deflated.
    inflateSync(Buffer.from(encoded, "base64").subarray(8), {
      maxOutputLength: HISTOGRAM_BYTES_MAX,
    });
    return decodeHistogram(encoded);
  } catch {
    return null;
  }
}
