/** How often the lab was right where that is known, and whether that is as often as it is meant to be. */
import { median } from "simple-statistics";
import { type Call } from "./known-effects.ts";
import { type Quantity, shareInterval } from "../claims/quantity.ts";
import { type Repeat } from "./replay.ts";
import type { Shot } from "./shots.ts";

/** One effect, over the repeats of one or more recordings. */
export interface ProofRow {
  effectShare: number;
  /** Those that count: all that the recording did not cut off. */
  repeats: number;
  cutOff: number;
  found: number;
  equivalent: number;
  undecided: number;
  wrong: number;
  /** Of those that were decided: NaN without one. */
  medianMinutes: number;
  medianBlocks: number;
  /** What the old method said of the same trials. */
  oldFound: number;
  oldEquivalent: number;
  oldUndecided: number;
  oldWrong: number;
  /** One shot of each: how many times, how often right, and what two of them take. */
  shots: number;
  shotsRight: number;
  /** NaN without a shot, like the ratios. */
  shotMinutes: number;
  shotLowestRatio: number;
  shotHighestRatio: number;
}

/**
 * The stopping rule beside the old method and one shot of each, a row an effect.
 *
 * @example
 * ```ts
 * import { fixtureKnownEffects } from "lab/analysis/fixtures/runs.ts";
 * import { proofRows } from "lab/analysis/known-effects/proof.ts";
 * import { replay } from "lab/analysis/known-effects/replay.ts";
 * const run = fixtureKnownEffects(["120"], { blocks: 20, noiseShare: 0.01 });
 * const [, fifth] = proofRows(replay(run), []);
 * console.log(fifth!.found, fifth!.repeats); // 4 4
 * ```
 */
export function proofRows(repeats: readonly Repeat[], shots: readonly Shot[]): ProofRow[] {
  const effects = [...new Set(repeats.map(({ effectShare }) => effectShare))];
  return effects.sort((a, b) => a - b).map((effectShare) => {
    const all = repeats.filter((each) => each.effectShare === effectShare);
    const counted = all.filter(({ ended }) => ended !== "cut off");
    const decided = counted.filter(({ ended }) => ended === "decided");
    const said = (call: Call) => counted.filter((each) => each.call === call).length;
    const saidOld = (call: Call) => counted.filter((each) => each.oldCall === call).length;
    const ofShots = shots.filter((each) => each.effectShare === effectShare);
    return {
      effectShare,
      repeats: counted.length,
      cutOff: all.length - counted.length,
      found: said("found"),
      equivalent: said("equivalent"),
      undecided: said("undecided"),
      wrong: said("wrong"),
      medianMinutes: medianOf(decided.map(({ minutes }) => minutes)),
      medianBlocks: medianOf(decided.map(({ blocks }) => blocks)),
      oldFound: saidOld("found"),
      oldEquivalent: saidOld("equivalent"),
      oldUndecided: saidOld("undecided"),
      oldWrong: saidOld("wrong"),
      shots: ofShots.length,
      shotsRight: ofShots.filter(({ right }) => right).length,
      shotMinutes: medianOf(ofShots.map(({ minutes }) => minutes)),
      shotLowestRatio: leastOf(ofShots.map(({ ratio }) => ratio)),
      shotHighestRatio: -leastOf(ofShots.map(({ ratio }) => -ratio)),
    };
  });
}

const medianOf = (values: number[]) => values.length === 0 ? NaN : median(values);
const leastOf = (values: number[]) => values.length === 0 ? NaN : Math.min(...values);

/** One thing that the lab is meant to do. */
export interface Aim {
  aim: string;
  /** How many repeats did it, of how many that count. */
  count: number;
  repeats: number;
  cutOff: number;
  /** The share with Wilson's interval: what so few repeats can tell. */
  share: Quantity;
  /**
   * `met` and `missed`: by the count, and whatever those that were cut off would have become; else
   * `open`. `not measured` without a repeat.
   */
  state: "met" | "missed" | "open" | "not measured";
}

interface Wanted {
  aim: string;
  effectShare: number;
  call: Call;
  least?: number;
  most?: number;
}

const WANTED: Wanted[] = [
  { aim: "nothing more is called different", effectShare: 0, call: "wrong", most: 1 / 20 },
  { aim: "10 % more is found", effectShare: 0.1, call: "found", least: 9 / 10 },
  { aim: "20 % more is found", effectShare: 0.2, call: "found", least: 1 },
  { aim: "nothing more is called equivalent", effectShare: 0, call: "equivalent", least: 8 / 10 },
];

/** What is wanted of a share, in words: `at least 9 of 10`. */
const WORDS: Record<string, string> = {
  "most 0.05": "at most 1 of 20",
  "least 0.9": "at least 9 of 10",
  "least 1": "all",
  "least 0.8": "at least 8 of 10",
};

/**
 * Whether the repeats do what the lab is meant to, within their minutes.
 *
 * @example
 * ```ts
 * import { fixtureKnownEffects } from "lab/analysis/fixtures/runs.ts";
 * import { aimsOf, proofRows } from "lab/analysis/known-effects/proof.ts";
 * import { replay } from "lab/analysis/known-effects/replay.ts";
 * const run = fixtureKnownEffects(["110", "120"], { blocks: 20, noiseShare: 0.01 });
 * console.log(aimsOf(proofRows(replay(run), [])).map(({ state }) => state).join()); // met,met,met,met
 * ```
 */
export function aimsOf(rows: readonly ProofRow[]): Aim[] {
  return WANTED.map(({ aim, effectShare, call, least, most }) => {
    const row = rows.find((each) => each.effectShare === effectShare);
    const { repeats, cutOff } = row ?? { repeats: 0, cutOff: 0 };
    const count = row?.[call] ?? 0;
    const meets = (many: number, of: number) =>
      most === undefined ? many >= least! * of - 1e-9 : many <= most * of + 1e-9;
    const all = repeats + cutOff;
    const either = [meets(count, all), meets(count + cutOff, all)];
    const bound = most === undefined ? `least ${least}` : `most ${most}`;
    return {
      aim: `${aim}: ${WORDS[bound]}`,
      ...{ count, repeats, cutOff },
      share: shareInterval(count, repeats),
      state: repeats === 0
        ? "not measured"
        : either.every(Boolean)
        ? "met"
        : either.some(Boolean)
        ? "open"
        : "missed",
    };
  });
}
