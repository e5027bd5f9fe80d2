/** A server whose memory grows for as long as it is asked: it will not last, and is not at rest. */
import type { Run } from "../../../nouns/run.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import {
  LEAK_SLICES,
  LEAST_LEAK_KIB_EACH,
  LEAST_LEAK_MIB,
  restingMiB,
} from "../../../nouns/resting.ts";
import { percent, type Rule, significant } from "../rule.ts";

/**
 * What a window alone can tell: a heap that is collected late grew by 5 to 15 MiB/s in windows of 3 s,
 * by up to 21 where each answer cost twenty statements, in 188 trials of 15 variants (Deno 5 KiB for
 * each answer, Python less than 1 MiB in all). An hour of this rate is more than 100 GiB.
 */
const FAST_MIB_PER_S = 30;
const MUCH_SHARE = 0.2;

/** Of the mean slice: a busy machine lets one have a third of another's answers, and not a tenth. */
const RESTING_SHARE = 0.1;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Bound what is kept for each request. Memory that levels off was a cache: warm up until it has; " +
    "memory that does not is a leak, and the throughput is one of a server that has an end.",

  trial: (trial, run) => lasting(trial, run) ?? fast(trial),
};

/** Memory that went on growing in the load after the window. */
function lasting({ cell, outcome }: CompletedTrial, { plan }: Run): string | null {
  const { memoryLookGrowthMiB: slices = [], memoryLookAnswerCount: answers = 0 } = outcome;
  const { memoryLookTotalMiB: totalMiB = 0 } = outcome;
  const grownMiB = slices.reduce((sum, each) => sum + each, 0);
  const eachKiB = grownMiB * 1024 / Math.max(1, answers);
  if (slices.length < LEAK_SLICES || eachKiB < LEAST_LEAK_KIB_EACH) return null;
  // The last may be the one in which it came to rest: a heap with much beside it does late.
  const leastMiB = Math.max(LEAST_LEAK_MIB, grownMiB / slices.length * RESTING_SHARE);
  if (slices.some((each) => each < leastMiB)) return null;
  const runtime = plan.variants[cell.variant]?.runtime ?? "";
  // A heap that no collector explains any more.
  if (totalMiB < restingMiB(runtime, cell.settings.workers)) return null;
  return `The server's memory went on growing after the window: by ${
    significant(grownMiB)
  } MiB over ` +
    `${answers.toLocaleString("en")} answers, ${
      significant(eachKiB)
    } KiB for each, and in every part ` +
    `of that time.`;
}

/** Memory that grew faster than any collector lets it. */
function fast({ outcome }: CompletedTrial): string | null {
  const { serverMemoryGrowthMiB = 0, serverMemoryMiB, durationS, okCount } = outcome;
  const rate = serverMemoryGrowthMiB / durationS;
  const share = serverMemoryMiB ? serverMemoryGrowthMiB / serverMemoryMiB : 1;
  if (rate < FAST_MIB_PER_S || share < MUCH_SHARE) return null;
  const each = okCount === 0
    ? ""
    : `, ${significant(serverMemoryGrowthMiB * 1024 / okCount)} KiB for each answer`;
  return `The server's memory grew by ${
    significant(serverMemoryGrowthMiB)
  } MiB within the window, ` +
    `${significant(rate)} MiB/s${each}: by ${percent(share)} of what it had in the end.`;
}
