/** Slow answers that a mean does not tell: of one server far slower than its rival's, or of one trial. */
import { trialsOf } from "../../tables/cells.ts";
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
    const siblings = trialsOf(run, cell).filter((other) =>
      other.trial !== number && other.outcome.okCount >= FEWEST_ANSWERS
    );
    if (outcome.okCount < FEWEST_ANSWERS || siblings.length < FEWEST_SIBLINGS) return null;
    const usual = medianOf({ trials: siblings }, p99Of)!;
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

const p99Of = ({ outcome }: Side["trials"][0]) => outcome.latencyP99Ms;

function tailOf({ trials }: Side): { p99Ms: number; meanMs: number } | null {
  const known = { trials: trials.filter(({ outcome }) => outcome.okCount >= FEWEST_ANSWERS) };
  const p99Ms = medianOf(known, p99Of);
  const meanMs = medianOf(known, ({ outcome }) => outcome.latencyMeanMs);
  return p99Ms === null || !meanMs ? null : { p99Ms, meanMs };
}
