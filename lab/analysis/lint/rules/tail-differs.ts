/** Slow answers that a mean does not tell: of one server far slower than its rival's, or of one trial. */
import type { Cell } from "../../../nouns/cell.ts";
import type { Run } from "../../../nouns/run.ts";
import { cellKey, trialsOf } from "../../tables/cells.ts";
import { remembered } from "../../tables/remembered.ts";
import { medianOf, type Rule, type Side, significant } from "../rule.ts";

/** Of fewer answers the slowest hundredth is three of them. */
const FEWEST_ANSWERS = 300;
/** In recorded runs the p99 of one cell varies by less than 2.3 from one trial to its others. */
const OTHER_RATIO = 3;
/** A median of its siblings takes this many. */
const FEWEST_SIBLINGS = 2;

export const rule: Rule = {
  severity: "note",
  remedy:
    "Compare latencyP99Ms too, and look at the histograms: a server that lets some wait for " +
    "long may answer as many.",

  trial: (trial, run) => {
    const { trial: number, cell, outcome } = trial;
    if (outcome.okCount < FEWEST_ANSWERS) return null;
    const usual = usualBeside(number, tailsOf(run, cell));
    if (usual === null) return null;
    if (outcome.latencyP99Ms < OTHER_RATIO * usual) return null;
    const sentence = `Its p99 is ${significant(outcome.latencyP99Ms)} ms, and that of the other ` +
      `trials of its cell ${significant(usual)} ms.`;
    return { sentence, severity: "warning" };
  },

  comparison: ({ a, b }) => {
    const [ofA, ofB] = [tailOf(a), tailOf(b)];
    if (ofA === null || ofB === null) return null;
    // A server that answers fewer lets each of a closed loop's requests wait longer, slow ones too.
    const ratio = (ofA.p99Ms / ofA.meanMs) / (ofB.p99Ms / ofB.meanMs);
    return Math.max(ratio, 1 / ratio) < OTHER_RATIO
      ? null
      : `The p99 of ${a.label} is ${significant(ofA.p99Ms)} ms at a mean of ` +
        `${significant(ofA.meanMs)} ms, that of ${b.label} ${significant(ofB.p99Ms)} ms at ` +
        `${significant(ofB.meanMs)} ms.`;
  },
};

/** The trials of a cell that have answers enough, by their p99 in ms, ascending. */
type Tails = readonly { trial: number; p99Ms: number }[];

const once = remembered<Tails>();

function tailsOf(run: Run, cell: Cell): Tails {
  // Whether those that are invalid count is the reader's to say.
  return once(
    run.trials,
    `${run.invalid ?? ""} ${cellKey(cell)}`,
    () =>
      trialsOf(run, cell).filter(({ outcome }) => outcome.okCount >= FEWEST_ANSWERS)
        .map(({ trial, outcome }) => ({ trial, p99Ms: outcome.latencyP99Ms }))
        .sort((a, b) => a.p99Ms - b.p99Ms),
  );
}

/** The median p99 of all but one trial, in ms; `null` where too few are left. */
function usualBeside(number: number, tails: Tails): number | null {
  const own = tails.findIndex(({ trial }) => trial === number);
  const count = own < 0 ? tails.length : tails.length - 1;
  if (count < FEWEST_SIBLINGS) return null;
  const at = (place: number) => tails[own >= 0 && place >= own ? place + 1 : place]!.p99Ms;
  return (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2;
}

const p99Of = ({ outcome }: Side["trials"][0]) => outcome.latencyP99Ms;

function tailOf({ trials }: Side): { p99Ms: number; meanMs: number } | null {
  const known = { trials: trials.filter(({ outcome }) => outcome.okCount >= FEWEST_ANSWERS) };
  const p99Ms = medianOf(known, p99Of);
  const meanMs = medianOf(known, ({ outcome }) => outcome.latencyMeanMs);
  return p99Ms === null || !meanMs ? null : { p99Ms, meanMs };
}
