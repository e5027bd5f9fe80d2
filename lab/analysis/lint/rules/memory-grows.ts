/** A server whose memory grows for as long as it is asked: it will not last, and is not at rest. */
import { percent, type Rule, significant } from "../rule.ts";

/**
 * A collector of garbage lets memory grow for a while: servers of JavaScript that leak nothing grew by
 * 6 to 9 MiB/s over windows of 3 and 10 s. An hour of this rate is 18 GiB: it is worth a note,
 */
const NOTED_MIB_PER_S = 5;
/** and of what it has: a server that holds 2 GiB may move by some. */
const NOTED_SHARE = 0.1;
/** Beyond what a collector was seen to let pass. */
const FAST_MIB_PER_S = 20;
const MUCH_SHARE = 0.2;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Measure over a longer window: memory that levels off was a cache or a collector; memory that " +
    "does not is a leak, and the throughput is one of a server that has an end.",

  trial: ({ outcome: { serverMemoryGrowthMiB = 0, serverMemoryMiB, durationS, okCount } }) => {
    const rate = serverMemoryGrowthMiB / durationS;
    const share = serverMemoryMiB ? serverMemoryGrowthMiB / serverMemoryMiB : 1;
    if (rate < NOTED_MIB_PER_S || share < NOTED_SHARE) return null;
    const each = okCount === 0
      ? ""
      : `, ${significant(serverMemoryGrowthMiB * 1024 / okCount)} KiB for each answer`;
    const sentence =
      `The server's memory grew by ${significant(serverMemoryGrowthMiB)} MiB within the window, ` +
      `${significant(rate)} MiB/s${each}: by ${percent(share)} of what it had in the end.`;
    const fast = rate >= FAST_MIB_PER_S && share >= MUCH_SHARE;
    return { sentence, severity: fast ? "warning" : "note" };
  },
};
