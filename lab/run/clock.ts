/** The time that a run has taken and is likely to take. */
import type { Plan } from "../nouns/plan.ts";
import { likelyTrialS } from "./windows.ts";

/** Time left by the mean of the trials so far, whose windows were as long as their servers needed. */
export function remainingTime(plan: Plan, trialCount: number) {
  const started = performance.now();
  const guessS = likelyTrialS(plan.profile);
  const elapsedS = () => (performance.now() - started) / 1000;
  let ended = 0;
  return {
    trialEnded: () => void ended++,
    elapsedS,
    remainingS: () => {
      const trialS = ended === 0 ? guessS : elapsedS() / ended;
      return Math.max(0, Math.round(trialCount * trialS - elapsedS()));
    },
  };
}
