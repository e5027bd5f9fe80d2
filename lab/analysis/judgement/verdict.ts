/** What may be said of a pair: different, equivalent, undecided, or not measured. */
import { placesOf } from "../../text/interval.ts";
import { type Estimate, intervalOf, pValueOf, type RatioInterval } from "./estimate.ts";

/** Ratios within a tenth make no difference that matters, unless a claim says otherwise beforehand. */
export const DELTA_SHARE = 0.1;
/** The chance of each kind of wrong verdict. */
export const ALPHA = 0.05;
/** Below this many blocks nothing is said: two values say next to nothing about their spread. */
export const FEWEST_BLOCKS = 3;

export interface JudgeOptions {
  /** Ratios from 1 ÷ (1 + δ) to 1 + δ make no difference that matters. Default 0.1. */
  deltaShare?: number;
  /** Default 0.05: intervals of 95 % and 90 %. A look of several takes a part of it. */
  alpha?: number;
}

interface Measured {
  /** One sentence: why this verdict. */
  sentence: string;
  ratio: number;
  /** At 1 − α: it excludes 1 where the pair is different. The one to show. */
  interval: RatioInterval;
  /** At 1 − 2α: it lies within ±δ where the pair is equivalent. */
  equivalenceInterval: RatioInterval;
  /** Two-sided, for ratio 1: below α where the pair is different. */
  pValue: number;
  deltaShare: number;
  alpha: number;
  blocks: number;
}

export interface Different extends Measured {
  verdict: "different";
  /** Different, and too little to matter: equivalent as well. */
  withinDelta: boolean;
}
export interface Equivalent extends Measured {
  verdict: "equivalent";
}
export interface Undecided extends Measured {
  verdict: "undecided";
}
export interface NotMeasured {
  verdict: "not measured";
  sentence: string;
  reason: string;
}

export type Judgement = Different | Equivalent | Undecided | NotMeasured;

/**
 * The verdict that an estimate allows.
 *
 * `different`: the interval at 1 − α excludes 1. `equivalent`: the interval at 1 − 2α lies within
 * ±δ, which is two one-sided tests at α, one against each end (Schuirmann 1987); its wider sister
 * would make α half of what it says. No ratio makes both verdicts wrong, so each may take all of α.
 *
 * Verdict, interval and p-value come from one estimate and cannot contradict each other.
 *
 * @throws when δ or α make no sense
 * @example
 * ```ts
 * import { moderate } from "lab/analysis/judgement/moderated.ts";
 * import { judge } from "lab/analysis/judgement/verdict.ts";
 * const differences = [0.18, 0.22, 0.2, 0.21];
 * const [estimate] = moderate([{ cellA: "alpha", cellB: "beta", scenario: "item", differences }]);
 * console.log(judge(estimate!).sentence);
 * // They differ: the ratio is 1.224, and its 95 % interval 1.192–1.258 excludes 1.
 * ```
 */
export function judge(
  estimate: Estimate,
  { deltaShare = DELTA_SHARE, alpha = ALPHA }: JudgeOptions = {},
): Judgement {
  if (!(deltaShare > 0) || !(alpha > 0 && alpha < 0.5)) {
    throw new Error(
      `Judging a pair with δ ${deltaShare} and α ${alpha}: give a δ above 0 and an α between 0 and 0.5.`,
    );
  }
  const { blocks, ratio } = estimate;
  if (blocks < FEWEST_BLOCKS) {
    return notMeasured(
      `${["no block", "1 block", "2 blocks"][blocks]} measured both, ` +
        `and with fewer than ${FEWEST_BLOCKS} the spread between blocks is unknown`,
    );
  }
  const interval = intervalOf(estimate, 1 - alpha);
  const equivalenceInterval = intervalOf(estimate, 1 - 2 * alpha);
  const common = {
    ...{ ratio, interval, equivalenceInterval, deltaShare, alpha, blocks },
    pValue: pValueOf(estimate),
  };
  const differs = interval.low > 1 || interval.high < 1;
  const withinDelta = equivalenceInterval.low >= 1 / (1 + deltaShare) &&
    equivalenceInterval.high <= 1 + deltaShare;

  const limit = Number((1 + deltaShare).toFixed(6));
  const delta = `±${percent(deltaShare)} (1/${limit} to ${limit})`;
  const places = placesOf(ratio, interval.low, interval.high);
  const shown = text(interval, places, [1]);
  const narrow = text(equivalenceInterval, places, [1 / (1 + deltaShare), 1 + deltaShare]);
  if (differs) {
    const excludes = `the ratio is ${number(ratio, places, [1])}, and its ${shown} excludes 1`;
    const sentence = withinDelta
      ? `They differ, and too little to matter: ${excludes}; its ${narrow} lies within ${delta}.`
      : `They differ: ${excludes}.`;
    return { verdict: "different", withinDelta, sentence, ...common };
  }
  if (withinDelta) {
    const sentence = `They are equivalent: the ratio's ${narrow} lies within ${delta}.`;
    return { verdict: "equivalent", sentence, ...common };
  }
  const sentence = `These ${blocks} blocks cannot tell: the ratio's ${shown} holds 1, ` +
    `and its ${narrow} reaches beyond ${delta}.`;
  return { verdict: "undecided", sentence, ...common };
}

/** The verdict where there is nothing to judge; the reason completes "Not measured: …". */
export function notMeasured(reason: string): NotMeasured {
  return { verdict: "not measured", reason, sentence: `Not measured: ${reason}.` };
}

function text({ low, high, confidence }: RatioInterval, places: number, marks: number[]): string {
  const [from, to] = [low, high].map((end) => number(end, places, marks));
  return `${percent(confidence)} interval ${from}–${to}`;
}

/** With so many places, and as many as show on which side of each mark it lies: 0.9996 is not 1.00. */
function number(value: number, places: number, marks: number[]): string {
  const looksLike = (mark: number, digits: number) =>
    value !== mark && value.toFixed(digits) === mark.toFixed(digits);
  const least = value < 0.1 && value > 0 ? Math.min(12, 1 - Math.floor(Math.log10(value))) : 0;
  let digits = Math.max(places, least);
  while (digits < 15 && marks.some((mark) => looksLike(mark, digits))) digits++;
  return value.toFixed(digits);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
