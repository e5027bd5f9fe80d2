/** A worker that died under load: what was measured then is a server that is one short, or that starts. */
import { type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy:
    "Read the server's log (`serverLog` of the trial) for why it ended; where workers are replaced on " +
    "purpose after so many requests, turn that off, or measure for long enough to hold many of them.",

  trial: ({ outcome }) => {
    const { serverEndedProcessCount: ended = 0, serverBegunProcessCount: begun = 0 } = outcome;
    if (ended === 0) return null;
    const now = outcome.serverProcessCount ?? 0;
    return `${processes(ended)} of the server ended under load${
      begun === 0 ? "" : `, and ${processes(begun)} began`
    }: of ${now - begun + ended} there ${now === 1 ? "was" : "were"} ${now} in the end.`;
  },
};

const processes = (count: number) => `${count} ${count === 1 ? "process" : "processes"}`;
