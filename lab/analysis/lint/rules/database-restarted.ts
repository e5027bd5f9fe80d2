/** A PostgreSQL that was started anew in the middle of a run: its caches were cold, its settings may differ. */
import type { Run } from "../../../nouns/run.ts";
import { completedTrials } from "../../tables/cells.ts";
import { counted, type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Find in PostgreSQL's log why it ended (no memory, a crash, somebody's restart); trials before and " +
    "after it share no cache: compare within blocks, or measure the run again.",

  run: (run) => {
    const restarts = restartsIn(run);
    const [first] = restarts;
    if (first === undefined) return null;
    return `PostgreSQL was started anew ${
      counted(restarts.length, "time")
    } within the run, first ` +
      `between trial ${first.before} and trial ${first.after}.`;
  },
};

/** Between which trials that was, by moments as texts, which sort as they followed. A run that is gone on with starts its own anew: that is none. */
function restartsIn(run: Run): { before: number; after: number }[] {
  const known = completedTrials(run).flatMap(({ trial, startedAt, outcome }) =>
    outcome.databaseStartedAt === undefined
      ? []
      : [{ trial, startedAt, start: outcome.databaseStartedAt }]
  ).toSorted((a, b) => a.startedAt < b.startedAt ? -1 : 1);
  const parts = (run.parts ?? []).map(({ startedAt }) => startedAt);
  return known.slice(1).flatMap((now, index) => {
    const before = known[index]!;
    if (before.start === now.start) return [];
    const resumed = parts.some((at) => at > before.startedAt && at <= now.startedAt);
    return resumed ? [] : [{ before: before.trial, after: now.trial }];
  });
}
