/** Answers under a 2xx status that the workload calls wrong: the server was fast at something else. */
import { noticedShare, wrongReason } from "../../comparing/validity.ts";
import { cellKey } from "../../../nouns/cell.ts";
import { completedTrials } from "../../tables/cells.ts";
import { counted, percent, type Rule } from "../rule.ts";

/** Some 150 samples, which a trial of a slow server has: of fewer a reader should know what they miss. */
const SEEN_SHARE = 0.02;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Ask the server by hand until it answers so (deno task serve), mend it and measure again; " +
    "comparisons leave the trial out. More trials look at more answers.",

  trial: (trial) => {
    const reason = wrongReason(trial);
    return reason &&
      `${
          reason.replace(/\.$/, "")
        }; in so many samples wrong ones are noticed 19 times in 20 where ` +
        `they are ${percent(noticedShare(trial.outcome.sampledCount!))} of all or more.`;
  },

  // What was looked at of a cell, in all its trials together, may be too little to say much.
  run: (run) => {
    const sampled = completedTrials(run).filter(({ outcome }) => (outcome.sampledCount ?? 0) > 0);
    const cells = [...Map.groupBy(sampled, ({ cell }) => cellKey(cell)).values()];
    if (cells.length === 0) return null;
    const fewest = Math.min(
      ...cells.map((trials) => trials.reduce((sum, { outcome }) => sum + outcome.sampledCount!, 0)),
    );
    const share = noticedShare(fewest);
    return share <= SEEN_SHARE ? null : {
      sentence:
        `Of one cell ${counted(fewest, "answer")} were looked at in all: wrong ones may have ` +
        `passed where they are fewer than ${percent(share)} of all.`,
      severity: "note",
    };
  },
};
