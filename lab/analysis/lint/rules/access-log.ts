/** A server that writes while it is measured: a line for each request is work that its rivals spare. */
import { percent, type Rule, significant } from "../rule.ts";

/** Workers that share their requests may each write for some alone. */
const EACH_SHARE = 0.5;
/** Fewer lines than this are a pool's, or a runtime's, and no cost. */
const NOTED_SHARE = 0.01;
const NOTED_COUNT = 10;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Turn the access log off, and debug mode too; the end of what it wrote is `serverLog` of " +
    "the trial.",

  trial: ({ outcome: { okCount, non2xxCount, serverLogLineCount } }) => {
    const lines = serverLogLineCount ?? 0;
    const answers = Math.max(1, okCount + non2xxCount);
    if (lines < NOTED_COUNT || lines < answers * NOTED_SHARE) return null;
    if (lines >= answers * EACH_SHARE) {
      return `It wrote ${
        significant(lines / answers)
      } lines for each answer: its access log is on.`;
    }
    const sentence = `It wrote ${lines} lines within the window, one for ${
      percent(lines / answers)
    } of its answers.`;
    return { sentence, severity: "note" };
  },
};
