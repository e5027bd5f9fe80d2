/** The lines of a `trials.jsonl`, one by one: a run may be larger than a text can be. */
import { cellKey } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Plan } from "../nouns/plan.ts";
import { Trial } from "../nouns/trial.ts";
import { GauntletError } from "../system/state.ts";
import { unstamped } from "./checksum.ts";
import { contradictionOf } from "./contradictions.ts";
import { chunksIn } from "./files.ts";
import { type ChecksumDue, parseJson } from "./json.ts";

/** What a file is held against. */
export interface TrialsOf {
  /** The run's; `null`: any trial may be there. */
  plan: Plan | null;
  /** The last block that any part of the run may have. */
  blocksMax: number;
  /** Whether each line must carry its checksum. */
  checksum: ChecksumDue;
}

export interface ReadTrials {
  trials: Trial[];
  warnings: string[];
}

const NOTHING_KNOWN: TrialsOf = { plan: null, blocksMax: Infinity, checksum: "may" };
const REMEDY = "restore the file";
/** A trial has some ten thousand. */
const LINE_CHARS_MAX = 64 * 2 ** 20;

/** Reads a file as a stream. */
export const readTrials = (path: string, file: string, of?: TrialsOf): Promise<ReadTrials> =>
  trialsIn(chunksIn(path, { place: file, remedy: REMEDY }), file, of);

/** Reads bytes as they come. */
export async function trialsIn(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
  of: TrialsOf = NOTHING_KNOWN,
): Promise<ReadTrials> {
  const reader = new TrialReader(file, of);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const bytes of chunks) {
    reader.take(decoder.decode(bytes, { stream: true }));
  }
  reader.take(decoder.decode());
  return reader.end();
}

/** The lines of a text that is at hand. */
export function parseTrials(text: string, file: string, of: TrialsOf = NOTHING_KNOWN): ReadTrials {
  const reader = new TrialReader(file, of);
  reader.take(text);
  return reader.end();
}

class TrialReader {
  readonly #file: string;
  readonly #of: TrialsOf;
  readonly #planned: Set<string> | null;
  readonly #blockSize: number;
  #rest = "";
  #lineCount = 0;
  /** By number; in the order in which they were measured. */
  readonly #trials = new Map<number, Trial>();
  /** A run has few cells and many trials: the same cell is kept once. */
  readonly #cells = new Map<string, Cell>();

  constructor(file: string, of: TrialsOf) {
    this.#file = file;
    this.#of = of;
    const trials = of.plan?.trials ?? [];
    this.#planned = of.plan && new Set(trials.map(({ cell }) => cellKey(cell)));
    this.#blockSize = trials.filter(({ block }) => block === 1).length;
  }

  take(text: string): void {
    const lines = text.split("\n");
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop()!;
    lines.forEach((line) => this.#line(line));
    if (this.#rest.length > LINE_CHARS_MAX) {
      throw new GauntletError(
        `Cannot read ${this.#file}, line ${this.#lineCount + 1}: it has more than ` +
          `${LINE_CHARS_MAX} characters; ${REMEDY}`,
      );
    }
  }

  #line(line: string): void {
    const place = `${this.#file}, line ${++this.#lineCount}`;
    const trial = parseJson(Trial, line, place, REMEDY, this.#of.checksum);
    const key = cellKey(trial.cell);
    const wrong = this.#unplanned(trial, key) ?? contradictionOf(trial);
    if (wrong !== null) {
      throw new GauntletError(`Cannot read ${place}: ${wrong}; ${REMEDY}`);
    }
    const before = this.#trials.get(trial.trial);
    if (before?.outcome.state === "completed") {
      throw new GauntletError(
        `Cannot read ${this.#file}: trial ${trial.trial} is there twice; restore the file`,
      );
    }
    // One that failed was measured again.
    this.#trials.delete(trial.trial);
    const shared = this.#cells.get(key);
    if (shared) trial.cell = shared;
    else this.#cells.set(key, trial.cell);
    this.#trials.set(trial.trial, trial);
  }

  /** What the plan lacks of a trial; blocks beyond its own are numbered on. */
  #unplanned({ trial, block }: Trial, key: string): string | null {
    if (this.#planned === null) return null;
    if (!this.#planned.has(key)) return "its plan has no such cell";
    const isPlanned = block === Math.ceil(trial / this.#blockSize) && block <= this.#of.blocksMax;
    return isPlanned ? null : `its plan has no trial ${trial} in block ${block}`;
  }

  end(): ReadTrials {
    const what = "the trial is measured again when the run is resumed";
    const warnings = cutOff(this.#rest, this.#file, what);
    return { trials: [...this.#trials.values()], warnings };
  }
}

/**
 * What is behind the last end of a line: nothing, or what a killed runner left, which is dropped with a
 * warning.
 *
 * @param what of it, as the rest of a sentence
 * @throws GauntletError when a whole line stands there, and something else in the place of its end
 */
export function cutOff(rest: string, file: string, what: string): string[] {
  if (rest === "") return [];
  if (unstamped(rest.slice(0, -1)).isRight !== null) {
    throw new GauntletError(
      `Cannot read ${file}: its last line is whole and its end is another: it was changed or ` +
        `damaged; ${REMEDY}`,
    );
  }
  return [`${file}: the last line is cut off and was dropped; ${what}`];
}
