/** One long shot of each server, read as it is mostly read. */
import type { Run } from "../../nouns/run.ts";
import { trialsOf } from "../tables/cells.ts";
import { baseOf, effectsOf } from "./known-effects.ts";
import { tookS } from "../tables/took.ts";

/** A reader of one shot calls what is further apart than this a difference. */
export const NAIVE_SHARE = 0.01;

/** One effect, by one shot of each cell. */
export interface Shot {
  /** The block of the shots. */
  repeat: number;
  effectShare: number;
  /** Base over dearer cell. */
  ratio: number;
  /** Whether a reader who believes differences above 1 % is right. */
  right: boolean;
  /** Whether the larger number is the right one; `null` where there is no effect. */
  signRight: boolean | null;
  /** Of both shots, with start and stop. */
  minutes: number;
}

/**
 * What one shot of each cell says: each block of the run is a repeat, and the first of its two base
 * trials is the base.
 */
export function readShots(run: Run): Shot[] {
  const base = baseOf(run);
  const blocks = [...new Set(run.trials.map(({ block }) => block))];
  return blocks.flatMap((repeat) => {
    const seen = { ...run, trials: run.trials.filter(({ block }) => block === repeat) };
    const [first, again] = trialsOf(seen, base);
    if (!first) return [];
    return effectsOf(run).flatMap(({ cell, effectShare }) => {
      const other = effectShare === 0 ? again : trialsOf(seen, cell)[0];
      if (!other) return [];
      const ratio = first.outcome.throughputRps / other.outcome.throughputRps;
      const saysDifferent = Math.abs(ratio - 1) > NAIVE_SHARE;
      return [{
        repeat,
        effectShare,
        ratio,
        right: effectShare === 0 ? !saysDifferent : saysDifferent && ratio > 1,
        signRight: effectShare === 0 ? null : ratio > 1,
        minutes: (tookS(run, first) + tookS(run, other)) / 60,
      }];
    });
  });
}
