/** A machine without enough memory: what is measured then is its disk. */
import { percent, type Rule, significant } from "../rule.ts";

/** Some pages are written out long after they were needed. */
const FEW_MIB = 1;
/** A latency of which so much is waiting for memory is another. */
const WAIT_SHARE = 0.05;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "End what fills the memory, measure fewer workers or connections, or use a machine with more.",

  trial: ({ outcome: { swappedMiB = 0, memoryWaitS = 0, durationS } }) => {
    const parts = [
      swappedMiB > FEW_MIB ? [`${significant(swappedMiB)} MiB went to swap or came from it`] : [],
      memoryWaitS > durationS * WAIT_SHARE
        ? [`something waited for memory for ${percent(memoryWaitS / durationS)} of the window`]
        : [],
    ].flat();
    if (parts.length === 0) return null;
    const sentence = parts.join(", and ");
    return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
  },
};
