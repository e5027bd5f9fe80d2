/** The base beside a dearer cell, block by block: what both replays read. */
import { isCompleted } from "../tables/cells.ts";
import { tookS } from "../tables/took.ts";
import { effectsOf } from "./known-effects.ts";
import { cellKey } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { validityOf } from "../comparing/validity.ts";

/** One block of a pair. */
export interface EffectBlock {
  block: number;
  /** ln base − ln dearer; `null` where either failed or was invalid. */
  difference: number | null;
  /** ln of the base over its twin, in the same block, by the same rule; what the old floor was made of. */
  twinDifference: number | null;
  /** What the pair's two trials took, with start and stop: a run of the two alone takes as long. */
  tookS: number;
}

export interface EffectPair {
  /** Nominal: 0.1 for ten percent more. */
  effectShare: number;
  blocks: EffectBlock[];
}

/**
 * Each effect of a run, the base against the dearer cell, and for the effect of 0 against its twin.
 *
 * The base rides twice. In every other block its later trial is the base and the earlier one its twin:
 * a machine that speeds up within blocks would else show as a difference between equals.
 */
export function effectPairs(run: Run): EffectPair[] {
  const byBlock = [...Map.groupBy(run.trials, ({ block }) => block)].sort(([a], [b]) => a - b);
  const effects = effectsOf(run);
  const baseKey = cellKey(effects.find(({ effectShare }) => effectShare === 0)!.cell);
  return effects.map(({ cell, effectShare }) => ({
    effectShare,
    blocks: byBlock.flatMap(([block, trials], index) => {
      const ofBase = ofCell(trials, baseKey);
      const [base, twin] = index % 2 === 0 ? ofBase : [ofBase[1], ofBase[0]];
      const other = effectShare === 0 ? twin : ofCell(trials, cellKey(cell))[0];
      if (!base || !other) return [];
      return [{
        block,
        difference: differenceOf(run, base, other),
        twinDifference: twin ? differenceOf(run, base, twin) : null,
        tookS: tookS(run, base) + tookS(run, other),
      }];
    }),
  }));
}

const ofCell = (trials: Trial[], key: string): Trial[] =>
  trials.filter(({ cell }) => cellKey(cell) === key).sort((a, b) => a.trial - b.trial);

function differenceOf(run: Run, a: Trial, b: Trial): number | null {
  const [logA, logB] = [a, b].map((trial) =>
    isCompleted(trial) && trial.outcome.throughputRps > 0 &&
      validityOf(trial, run).state !== "invalid"
      ? Math.log(trial.outcome.throughputRps)
      : null
  );
  return logA === null || logB === null ? null : logA! - logB!;
}
