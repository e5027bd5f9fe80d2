/** Runs made up with a known ratio, to put the judgement to the test. */
import { normalDeviate } from "../../nouns/random.ts";
import type { Pair } from "./pair.ts";

/** Standard deviations of ln throughput. Two starts of one server differ by this much; */
const START = 0.05;
/** the machine wanders by this much, as an Ornstein-Uhlenbeck process; */
const DRIFT = 0.1;
/** what is left lies between these, and is another in each run. In all some 0.135 a trial. */
const WHITE = [0.05, 0.1] as const;
/** Seconds until the machine has forgotten where it was: between these, another in each run. */
const DRIFT_TIME_S = [10, 100] as const;
const TRIAL_S = 8;
/** What the noise of a trial's own, which is all but the drift, is multiplied by for each cell. */
const NOISES = {
  equal: () => 1,
  /** Unlike by up to four times, evenly on the log scale. */
  spread: (random: () => number) => 4 ** (random() - 0.5),
  /** One cell in five errs four times as much as the others. */
  few: (random: () => number) => random() < 0.2 ? 2 : 0.5,
  /** Equal, and one trial in twenty runs at half speed. */
  outliers: () => 1,
};
const OUTLIER_SHARE = 0.05;
/** How the machine wanders: the usual drift by this factor, and by so much more with every trial. */
const DRIFTS = {
  usual: { factor: 1, trend: 0 },
  none: { factor: 0, trend: 0 },
  strong: { factor: 3, trend: 0 },
  /** It slows by half a percent with every trial, which is by a tenth in a block of ten pairs. */
  trend: { factor: 1, trend: -0.005 },
};

export interface SimulatedRun {
  blocks: number;
  /** ln of the true ratio of every pair; default 0. */
  logRatio?: number;
  /** Default `equal`. */
  noise?: keyof typeof NOISES;
  /** Default `usual`. */
  drift?: keyof typeof DRIFTS;
  /** Default 10. */
  scenarios?: number;
  /** Default 2: one pair a scenario, so that pairs share no cells. Of more, every pair is compared. */
  cells?: number;
}

export interface SimulatedPair extends Pair {
  differences: number[];
  /** By what factor its own noise exceeds that of an equal pair. */
  noiseFactor: number;
}

/**
 * The pairs of one made-up run. In each block the scenarios come in a random order, and the cells of
 * each in a random order one after the other; a trial takes 8 s.
 *
 * @example
 * ```ts
 * import { seededRandom } from "lab/nouns/random.ts";
 * import { simulatedPairs } from "lab/analysis/judgement/simulate.ts";
 * const pairs = simulatedPairs({ blocks: 5 }, seededRandom(1));
 * console.log(pairs.length, pairs[0]!.differences.length); // 10 5
 * ```
 */
export function simulatedPairs(
  { blocks, logRatio = 0, noise = "equal", drift: wanders = "usual", scenarios = 10, cells = 2 }:
    SimulatedRun,
  random: () => number,
): SimulatedPair[] {
  const own = Math.hypot(START, between(WHITE, random));
  const driftTimeS = Math.exp(between(DRIFT_TIME_S.map(Math.log), random));
  const kept = Math.exp(-TRIAL_S / driftTimeS);
  const { factor, trend } = DRIFTS[wanders];
  const moved = Math.sqrt(1 - kept ** 2) * DRIFT * factor;
  const factors = Array.from({ length: scenarios * cells }, () => NOISES[noise](random));
  const logs = factors.map((): number[] => []);
  let drift = DRIFT * factor * normalDeviate(random);
  let gone = 0;
  for (let block = 0; block < blocks; block++) {
    for (const scenario of shuffled(scenarios, random)) {
      for (const cell of shuffled(cells, random)) {
        const index = scenario * cells + cell;
        drift = kept * drift + moved * normalDeviate(random);
        gone += trend;
        const slow = noise === "outliers" && random() < OUTLIER_SHARE ? -Math.LN2 : 0;
        logs[index]!.push(gone + drift + factors[index]! * own * normalDeviate(random) + slow);
      }
    }
  }
  return factors.flatMap((_, a) => {
    const scenario = Math.floor(a / cells);
    const others = factors.map((_, b) => b).slice(a + 1, (scenario + 1) * cells);
    return others.map((b) => ({
      ...{ cellA: `cell ${a}`, cellB: `cell ${b}`, scenario: `scenario ${scenario}` },
      differences: logs[a]!.map((log, block) => log - logs[b]![block]! + logRatio),
      noiseFactor: Math.hypot(factors[a]!, factors[b]!) / Math.SQRT2,
    }));
  });
}

function between([low, high]: readonly number[], random: () => number): number {
  return low! + (high! - low!) * random();
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
