/** When a pair has blocks enough: looks at numbers of blocks that are fixed beforehand. */
import type { Expectation } from "../../nouns/said.ts";
import type { Estimate } from "./estimate.ts";
import { moderate } from "./moderated.ts";
import { chanceOfDecision, isDecided } from "./outlook.ts";
import type { Pair } from "./pair.ts";
import {
  ALPHA,
  DELTA_SHARE,
  FEWEST_BLOCKS,
  judge,
  type Judgement,
  type JudgeOptions,
  notMeasured,
} from "./verdict.ts";

/** After how many blocks the open pairs are looked at, unless a plan says otherwise. */
export const LOOKS: readonly number[] = [5, 10, 20, 40, 80];

/** Blocks are thought to be enough where they decide four times in five. */
const LIKELY = 0.8;

export interface LooksOptions extends JudgeOptions {
  /** All looks that may be taken, those included that come to nothing. Default 5, 10, 20, 40, 80. */
  looks?: readonly number[];
  /**
   * No more blocks come: what an open pair has beyond its last look is looked at too, in the place of
   * the next one. Default false.
   */
  closing?: boolean;
}

export interface WatchedPair extends Pair {
  /** The δ of the claim that wants the pair, where it states one. Default: that of the options. */
  deltaShare?: number;
  /** What that claim says of the pair: it is decided when this is. Default: whether they differ. */
  expects?: Expectation;
}

/** Where a pair stands. */
export interface Standing {
  /** The blocks of the look that decided the pair, else of the last one; 0 before the first. */
  look: number;
  /** Different or equivalent, or whatever its claim wants to know is known: no more blocks needed. */
  decided: boolean;
  /** At the level of one look of several. */
  judgement: Judgement;
  estimate: Estimate | null;
  /**
   * How many blocks more, from this look to a later one, will likely decide an open pair: four times
   * in five, by what is known now. Null where even the last look is less likely to; 0 once decided.
   */
  moreBlocks: number | null;
}

/**
 * α of one look: all of α, divided by the looks.
 *
 * Whoever looks five times at 5 % and stops at the first "different" is wrong far more often than
 * 5 %: of what does not differ 12–14 in 100 are called different where "equivalent" stops a pair as well,
 * and more where it does not. A fifth of α each keeps the sum (Bonferroni): "different" at 1 − α/5 (99 %), and "equivalent"
 * by the interval at 1 − 2α/5 (98 %), since each of its two tests takes α/5. The two verdicts need
 * not share α: no true ratio makes both of them wrong.
 */
export function alphaOfLook({ looks = LOOKS, alpha = ALPHA }: LooksOptions = {}): number {
  return alpha / looks.length;
}

/**
 * Takes each look that the pairs have blocks for, the first one first, and says where every pair
 * stands. A pair that a look decides is closed: later blocks do not open it, and it goes on
 * to inform the others with the blocks that it had.
 *
 * A run may end between looks, because its time is spent: a closing look then takes what there is. When
 * that comes does not depend on what was measured, and it takes the place of the next look, so it has
 * that one's share of α. Where there was no look yet it is the only one and has all of α: a run that ends
 * after three blocks is judged like one of which three were decided beforehand. Simulated, equal pairs
 * are called different 1-5 times in 100 wherever a run ends, and 5 times in 100 where somebody looks and
 * goes on again and again. Whoever stops at three blocks because a pair differs, and goes on because it
 * does not, is wrong 8 times in 100: the price of an answer that early.
 *
 * Nothing is remembered in between, so a run that is resumed, or one that is recorded and replayed,
 * decides alike where its pairs are the same. Blocks between looks are not looked at; stopping on
 * them would spend α unseen.
 *
 * @param pairs the pairs of one measure so far, twins included; see `moderate`. Bring all open pairs
 *   up to a look before you ask: each informs the others
 * @throws when the looks are none, or not whole numbers of at least 3 that grow
 * @example
 * ```ts
 * import { standings } from "lab/analysis/judgement/looks.ts";
 * const differences = [0.19, 0.21, 0.2, 0.22, 0.18];
 * const [pair] = standings([{ cellA: "alpha", cellB: "beta", scenario: "item", differences }]);
 * console.log(pair!.decided, pair!.look, pair!.judgement.verdict); // true 5 different
 * ```
 */
export function standings(pairs: readonly WatchedPair[], options: LooksOptions = {}): Standing[] {
  const { looks = LOOKS } = options;
  checkLooks(looks);
  let now = pairs.map(({ differences }) => before(differences.length, looks[0]!));
  for (const look of looks) {
    const taken = pairs.map(({ differences }, index) =>
      !now[index]!.decided && differences.length >= look
    );
    if (!taken.includes(true)) break;
    const seen = pairs.map((pair, index) => ({
      ...pair,
      differences: pair.differences.slice(0, now[index]!.decided ? now[index]!.look : look),
    }));
    const estimates = moderate(seen);
    now = now.map((standing, index) =>
      taken[index] ? standingAt(look, estimates[index]!, pairs[index]!, options) : standing
    );
  }
  return options.closing ? closingLook(pairs, now, options) : now;
}

function closingLook(
  pairs: readonly WatchedPair[],
  now: readonly Standing[],
  options: LooksOptions,
): Standing[] {
  const { looks = LOOKS, alpha = ALPHA } = options;
  const estimates = moderate(pairs.map((pair, index) => {
    const { decided, look } = now[index]!;
    return decided ? { ...pair, differences: pair.differences.slice(0, look) } : pair;
  }));
  return now.map((standing, index) => {
    const { differences } = pairs[index]!;
    const isLast = standing.decided || standing.look >= looks.at(-1)!;
    const isNew = differences.length > standing.look && differences.length >= FEWEST_BLOCKS;
    if (isLast || !isNew) return standing;
    const level = standing.look === 0 && differences.length < looks[0]! ? alpha : undefined;
    return standingAt(differences.length, estimates[index]!, pairs[index]!, options, level);
  });
}

function before(blocks: number, firstLook: number): Standing {
  const reason = `the first look is after ${firstLook} blocks, and so far there are ${blocks}`;
  return {
    ...{ look: 0, decided: false, estimate: null, judgement: notMeasured(reason) },
    moreBlocks: firstLook - blocks,
  };
}

function standingAt(
  look: number,
  estimate: Estimate,
  { expects, deltaShare: own }: WatchedPair,
  options: LooksOptions,
  level = alphaOfLook(options),
): Standing {
  const { looks = LOOKS } = options;
  const deltaShare = own ?? options.deltaShare ?? DELTA_SHARE;
  const alpha = alphaOfLook(options);
  const judgement = judge(estimate, { deltaShare, alpha: level });
  const decided = isDecided(judgement, expects);
  const chanceAt = (later: number) =>
    chanceOfDecision(estimate, later - look, { alpha, deltaShare, expects });
  const enough = looks.find((later) => later > look && chanceAt(later) >= LIKELY);
  const moreBlocks = decided ? 0 : enough === undefined ? null : enough - look;
  return { look, decided, judgement, estimate, moreBlocks };
}

function checkLooks(looks: readonly number[]): void {
  const grow = looks.every((look, index) =>
    Number.isInteger(look) && look > (looks[index - 1] ?? 0)
  );
  if (looks.length > 0 && grow && looks[0]! >= FEWEST_BLOCKS) return;
  throw new Error(
    `Planning looks after ${looks.join(", ") || "no"} blocks: ` +
      `give whole numbers from ${FEWEST_BLOCKS} that grow.`,
  );
}
