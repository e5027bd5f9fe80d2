/** The time that a run has taken and is likely to take. */
import type { Plan } from "../nouns/plan.ts";

/** What a trial takes beyond warm-up and window, before one was seen. */
const FIRST_GUESS_OVERHEAD_S = 2;

/** Time left by the mean of the trials so far. */
export function remainingTime(plan: Plan, trialCount: number) {
  const started = performance.now();
  const guessS = plan.profile.warmUpS + plan.profile.windowS + FIRST_GUESS_OVERHEAD_S;
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
