/** A server that leaves processes behind when it is ended: what they do is in no trial, and in the next. */
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Let the server end what it starts: a daemon that is left may hold memory, a port, or cores of " +
    "the next trial. The lab ended what carried its mark.",

  trial: ({ outcome: { leftProcessCount = 0 } }) =>
    leftProcessCount === 0
      ? null
      : `It left ${leftProcessCount} ${
        leftProcessCount === 1 ? "process" : "processes"
      } behind when it was ended, ` +
        `which the lab ended.`,
};
