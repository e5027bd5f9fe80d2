/** The time that a run has taken and is likely to take. */
import type { Plan } from "../nouns/plan.ts";
import { likelyTrialS } from "./windows.ts";

export interface Clock {
  trialEnded: () => void;
  /** Since the first trial of this part of the run. */
  elapsedS: () => number;
  /** Of a trial, by the mean of those so far; `null` before the first. */
  trialS: () => number | null;
  /** How many trials the budget has left, the one under way included; Infinity where none is known. */
  affordableCount: () => number;
  /** For so many trials to come, the one under way included; never more than the budget has left. */
  remainingS: (trialCount: number) => number;
}

/** @param now seconds since some moment; that of the machine unless given */
export function clockOf(
  { profile }: Pick<Plan, "profile">,
  now: () => number = () => performance.now() / 1000,
): Clock {
  const started = now();
  const guessS = likelyTrialS(profile);
  const budgetS = (profile.budgetMin ?? Infinity) * 60;
  const elapsedS = () => now() - started;
  let ended = 0;
  let endedAtS = 0;
  const trialS = () => ended === 0 ? null : endedAtS / ended;
  return {
    trialEnded: () => {
      ended++;
      endedAtS = elapsedS();
    },
    elapsedS,
    trialS,
    affordableCount: () => {
      const eachS = trialS();
      return eachS === null ? Infinity : Math.floor((budgetS - endedAtS) / eachS);
    },
    remainingS: (trialCount) => {
      const workS = trialCount * (trialS() ?? guessS) - (elapsedS() - endedAtS);
      return Math.max(0, Math.round(Math.min(workS, budgetS - elapsedS())));
    },
  };
}
