/** Requests that were not answered, or not with 2xx. */
import { type Losses, lossText } from "../../../nouns/loss.ts";
import { counted, failedCount, percent, type Rule } from "../rule.ts";

/** One in a thousand hardly moves a median; one in a hundred moves the tail. */
const NOTE_SHARE = 0.001;
const WARNING_SHARE = 0.01;

export const rule: Rule = {
  severity: "error",
  remedy: "Read the server's output, mend the cause and measure again; a server that fails fast " +
    "looks fast.",

  trial: (trial) => {
    const { okCount, non2xxCount, errorCount, timeoutCount, losses = [] } = trial.outcome;
    const failed = failedCount(trial);
    if (failed === 0) return null;
    const share = failed / (okCount + failed);
    const kinds = [
      non2xxCount > 0 ? [`${counted(non2xxCount, "answer")} without 2xx`] : [],
      errorCount > 0 ? [counted(errorCount, "error") + causes(losses)] : [],
      timeoutCount > 0 ? [`${counted(timeoutCount, "timeout")} (in no latency)`] : [],
    ].flat();
    return {
      sentence: `${percent(share)} of requests failed: ${kinds.join(", ")}.`,
      severity: share < NOTE_SHARE ? "note" : share < WARNING_SHARE ? "warning" : "error",
    };
  },
};

/** What the errors were, the most frequent first; nothing of a run that does not tell. */
function causes(losses: readonly Losses[]): string {
  const known = losses.toSorted((a, b) => b.count - a.count);
  return known.length === 0 ? "" : ` (${known.map(lossText).join(", ")})`;
}
