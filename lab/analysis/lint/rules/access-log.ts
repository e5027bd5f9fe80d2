/** A server that writes while it is measured: a line for each request is work that its rivals spare. */
import { percent, type Rule, significant } from "../rule.ts";

/** Workers that share their requests may each write for some alone. */
const EACH_SHARE = 0.5;
/** Fewer lines than this are a pool's, or a runtime's, and no cost. */
const NOTED_SHARE = 0.01;
const NOTED_COUNT = 10;

/**
 * What a server that keeps no log of requests writes to disks in a window is nothing, or a page of 4 KiB
 * now and then; the shortest line of an access log has some 20 bytes.
 */
const WRITTEN_BYTES = 10;
const WRITTEN_KIB = 32;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Turn the access log off, and debug mode too; the end of what it wrote is `serverLog` of " +
    "the trial.",

  trial: ({ outcome: { okCount, non2xxCount, serverLogLineCount, serverWrittenMiB = 0 } }) => {
    const lines = serverLogLineCount ?? 0;
    const answers = Math.max(1, okCount + non2xxCount);
    const bytesEach = serverWrittenMiB * 2 ** 20 / answers;
    if (bytesEach >= WRITTEN_BYTES && serverWrittenMiB * 1024 >= WRITTEN_KIB) {
      return `Its processes wrote ${significant(serverWrittenMiB)} MiB to disks within the ` +
        `window, ${
          significant(bytesEach)
        } bytes for each answer: a log of requests in a file, or ` +
        `something of that kind.`;
    }
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
