/** Answers under a 2xx status that the workload calls wrong: the server was fast at something else. */
import { wrongReason } from "../../comparing/validity.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy:
    "Ask the server by hand until it answers so (deno task serve), mend it and measure again; " +
    "comparisons leave the trial out.",

  trial: (trial) => wrongReason(trial),
};
