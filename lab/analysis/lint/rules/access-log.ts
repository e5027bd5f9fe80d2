/** A server that writes while it is measured: a line for each request is work that its rivals spare. */
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { counted, failedCount, percent, type Rule, significant } from "../rule.ts";

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

/**
 * A traceback of a request that failed has some 60 lines in Python, and some 160 where a pool, an ORM
 * and a framework each add theirs; a session that was ended may leave one too.
 */
const TRACEBACK_LINES = 300;
/** An access log names the method of each request; a traceback hardly ever. */
const METHOD = /\b(GET|HEAD|POST|PUT|PATCH|DELETE)\b/;
const NAMED_SHARE = 0.25;

/** What has each something to be written of that is no request answered. */
const failuresOf = (trial: CompletedTrial): number =>
  failedCount(trial) + (trial.outcome.killedSessionCount ?? 0);

/** Whether the end of the log is one of requests. */
function namesRequests(log: string): boolean {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => METHOD.test(line)).length >= lines.length * NAMED_SHARE;
}

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Turn the access log off, and debug mode too; the end of what it wrote is `serverLog` of " +
    "the trial.",

  trial: (trial) => {
    const { okCount, non2xxCount, serverLogLineCount, serverLog, serverWrittenMiB = 0 } =
      trial.outcome;
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
    const failures = failuresOf(trial);
    const ofFailures = failures > 0 && lines <= failures * TRACEBACK_LINES &&
      !(serverLog && namesRequests(serverLog));
    if (lines >= answers * EACH_SHARE && ofFailures) {
      const sentence = `It wrote ${counted(lines, "line")} within the window, in which ` +
        `${counted(failures, "request")} failed or lost a session: ` +
        `${significant(lines / failures)} for each, as tracebacks have.`;
      return { sentence, severity: "note" };
    }
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
