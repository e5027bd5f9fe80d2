/** The progress line of a task: one line that changes on a terminal, a line a trial in a log. */
import { MARK } from "../../lab/analysis/claims/behind.ts";
import { cellKey, cellLabel, distinctCellLabels } from "../../lab/analysis/tables/cells.ts";
import { spoken } from "../../lab/notebook/measuring/progress.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import { decidedLine } from "../../lab/run/agenda/claim-progress.ts";
import type { RunnerEvent } from "../../lab/run/protocol.ts";
import { textOfOthers } from "../../lab/system/secrets.ts";
import { oneLine } from "../../lab/text/cleaned.ts";
import { formatCount } from "../../lab/text/format.ts";

const PHASES = {
  starting: "starting the server",
  verifying: "checking its answer",
  measuring: "measuring",
  stopping: "stopping",
};

export interface ProgressLine {
  show: (text: string) => void;
  /** Leaves a line behind and goes on below it. */
  keep: (text: string) => void;
}

/** What a line is written to; stderr is one. */
type Out = Pick<typeof Deno.stderr, "isTerminal" | "writeSync">;

export function progressLine(out: Out = Deno.stderr): ProgressLine {
  const terminal = out.isTerminal();
  const encoder = new TextEncoder();
  const write = (text: string) => void out.writeSync(encoder.encode(text));
  const width = () => terminal ? Deno.consoleSize().columns - 1 : 0;
  return {
    show: (text) =>
      terminal && write(`\r\x1b[2K${oneLine(textOfOthers(text), { lengthMax: width() })}`),
    keep: (text) => write(`${terminal ? "\r\x1b[2K" : ""}${textOfOthers(text)}\n`),
  };
}

const onMachine = ({ machineId }: { machineId?: string }) =>
  machineId === undefined ? "" : ` on ${machineId}`;

/** What is to be known of a run to tell of it. */
export interface Told {
  /** Those of its plan: told apart by whatever they differ in. */
  cells?: readonly Cell[];
  /** For what comes after it, in s. */
  extraS?: () => number;
}

type Ended = Extract<RunnerEvent, { type: "trial-ended" }>;

/** Says what a run does: what is measured, trial k of n, the time left, what is decided. */
export function reportEvents(
  line: ProgressLine,
  title: string,
  { cells = [], extraS = () => 0 }: Told = {},
): (event: RunnerEvent) => void {
  const labelOf = labelled(cells);
  const left = (remainingS: number) => `about ${spoken(remainingS + extraS())} left`;
  let decided = "";
  return (event) => {
    if (event.type === "preparing") line.show(`${title}: ${event.what}`);
    if (event.type === "trial-phase") {
      // What runs stands before what a narrow terminal cuts off.
      line.show(
        `${bar(event.place - 1, event.likelyCount)} ${labelOf(event.cell)}: ` +
          `${PHASES[event.phase]}${onMachine(event)}; ${placeOf(event)}, ${
            left(event.remainingS)
          }; ${title}${decided}`,
      );
    }
    if (event.type === "claims") {
      const text = decidedLine(event.claims);
      decided = `; ${text}`;
      line.keep(`${title}: after block ${event.block}, ${text}`);
    }
    if (event.type === "trial-ended") {
      line.keep(
        `${title}: ${placeOf(event)}, ${left(event.remainingS)}; ${labelOf(event.cell)}${
          figureOf(event)
        }${onMachine(event)}`,
      );
    }
  };
}

/** `trial 3 of 18`; where it may end before, `trial 3 of likely 10, at most 18`. */
function placeOf(
  { place, likelyCount, mostCount }: { place: number; likelyCount: number; mostCount: number },
): string {
  return likelyCount === mostCount
    ? `trial ${place} of ${formatCount(mostCount)}`
    : `trial ${place} of likely ${formatCount(likelyCount)}, at most ${formatCount(mostCount)}`;
}

/** `: 1,787/s`; `: 1,787/s †, the window was too short`; `: 1,787/s, invalid: …`; ` failed: …`. */
function figureOf({ failure, throughputRps, validity }: Ended): string {
  if (failure !== null) return ` failed: ${failure}`;
  const rate = `: ${formatCount(throughputRps!)}/s`;
  if (validity === null || validity.state === "sound") return rate;
  const why = inFewWords(validity.reason ?? "");
  return validity.state === "invalid"
    ? `${rate}, invalid and left out: ${why}`
    : `${rate} ${MARK}: ${why}`;
}

/** The first clause of a sentence, which says what was seen; what follows it explains. */
const inFewWords = (sentence: string): string =>
  sentence.split(/[:;,]/)[0]!.replace(/\.$/, "").replace(/^./, (letter) => letter.toLowerCase());

/** Cells by what tells them from each other. */
function labelled(cells: readonly Cell[]): (cell: Cell) => string {
  const once = [...new Map(cells.map((cell) => [cellKey(cell), cell]))];
  const labels = distinctCellLabels(once.map(([, cell]) => cell));
  const byKey = new Map(once.map(([key], index) => [key, labels[index]!]));
  return (cell) => byKey.get(cellKey(cell)) ?? cellLabel(cell);
}

const BAR_CHARS = 12;

/** `[████░░░░░░░░]`: how much is done. */
function bar(done: number, count: number): string {
  const full = count === 0 ? 0 : Math.min(BAR_CHARS, Math.floor(BAR_CHARS * done / count));
  return `[${"█".repeat(full)}${"░".repeat(BAR_CHARS - full)}]`;
}
