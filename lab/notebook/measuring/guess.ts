/** What the trials of a run will likely take, before any was measured. */
import { mean, median } from "simple-statistics";
import { isCompleted } from "../../analysis/tables/cells.ts";
import type { Profile } from "../../nouns/experiment.ts";
import type { Run } from "../../nouns/run.ts";
import { warmUpOf, windowOf } from "../../run/windows.ts";

/** In s, whole trials: start, checks, warm-up, window and stop. */
export interface Guess {
  /** The first of a run also waits for what is done once: programs are fetched and compiled. */
  firstS: number;
  eachS: number;
}

/** Before any run on this machine; of a small machine, as these were seen on two cores: 10–15 s and 2 s. */
const FIRST_MORE_S = 12;
const OVERHEAD_S = 2;

/** A server that does not rest at once looks for rest in so many s at least. */
const LEAST_WARM_UP_S = 2;

/**
 * By an earlier run of the same experiment on this machine, where there is one, else a fair guess.
 *
 * @param earlier measured on this machine; `null`: there is none
 */
export function guessOf(profile: Profile, earlier: Pick<Run, "trials" | "plan"> | null): Guess {
  const { leastS, mostS } = warmUpOf(profile);
  const fairS = (Math.max(leastS, Math.min(mostS, LEAST_WARM_UP_S)) + mostS) / 2;
  const [first, ...others] = (earlier?.trials ?? []).filter(isCompleted).map((trial) =>
    trial.outcome
  );
  if (first === undefined || others.length === 0) {
    const eachS = fairS + windowOf(profile, undefined) + OVERHEAD_S;
    return { firstS: eachS + FIRST_MORE_S, eachS };
  }
  const overheadS = median(others.map((outcome) => outcome.overheadS));
  const warmedS = others.flatMap(({ warmUpS }) => warmUpS === undefined ? [] : [warmUpS]);
  const warmUpS = warmedS.length === 0 ? fairS : Math.min(mostS, Math.max(leastS, mean(warmedS)));
  // Windows grow where answers are slow, whatever was asked for.
  const grownS = earlier!.plan.profile.windowS === profile.windowS
    ? mean(others.map(({ durationS }) => durationS))
    : 0;
  const eachS = warmUpS + Math.max(grownS, windowOf(profile, undefined)) + overheadS;
  return { firstS: eachS + Math.max(0, first.overheadS - overheadS), eachS };
}
