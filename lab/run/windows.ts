/** How long a server is warmed up and measured: the profile's times, and more where it needs more. */
import type { Profile } from "../nouns/experiment.ts";
import type { WarmUp } from "../load/tool.ts";
import { LEAST_LOOK_S } from "../load/warmup.ts";

/** Six parts of half a second, which tell whether it was steady; a stall of 0.1 s is then 3 %. */
const LEAST_WINDOW_S = 3;

/**
 * A request that was under way when the window opened, or still is when it closes, is counted on one
 * side only: up to a mean latency at each end. Five of them make that a tenth each way, less what
 * cancels out.
 */
const LATENCIES = 5;

/** Five latencies of 10 s, above which an answer counts as a timeout, with some to spare. */
const MOST_WINDOW_S = 60;

/**
 * Programs that are compiled as they run take some 5 s to rest. Only those that do not rest earlier
 * take so long.
 */
const MOST_WARM_UP_S = 6;

/** What a trial takes beside warm-up and window: a server starts, is verified, and is stopped. */
const OVERHEAD_GUESS_S = 2;

/** The bounds of a warm-up by its profile. */
export function warmUpOf({ warmUpS, warmUpMaxS = MOST_WARM_UP_S }: Profile): WarmUp {
  return { leastS: warmUpS, mostS: Math.max(warmUpS, warmUpMaxS) };
}

/**
 * How long the window is: at least the profile's, 3 s, and 5 mean latencies by what the warm-up saw;
 * these last only up to 60 s. Whole seconds, which is what some load tools know.
 *
 * @param latencyMeanMs `undefined` where the load tool cannot tell
 * @example
 * ```ts
 * import { windowOf } from "lab/run/windows.ts";
 * const profile = { blocks: 3, warmUpS: 1, windowS: 2 };
 * console.log(windowOf(profile, 40), windowOf(profile, 2000)); // 3 10
 * ```
 */
export function windowOf({ windowS }: Profile, latencyMeanMs: number | undefined): number {
  const latenciesS = LATENCIES * (latencyMeanMs ?? 0) / 1000;
  return Math.ceil(Math.max(windowS, LEAST_WINDOW_S, Math.min(latenciesS, MOST_WINDOW_S)));
}

/**
 * What a trial will likely take in s, before any was seen: of a server that rests as soon as that can
 * be told, and answers fast.
 *
 * @example
 * ```ts
 * import { likelyTrialS } from "lab/run/windows.ts";
 * console.log(likelyTrialS({ blocks: 3, warmUpS: 2, windowS: 4 })); // 8
 * ```
 */
export function likelyTrialS(profile: Profile): number {
  const { leastS } = warmUpOf(profile);
  return Math.max(leastS, LEAST_LOOK_S) + windowOf(profile, undefined) + OVERHEAD_GUESS_S;
}
