/** A window that was held up, or interrupted for seconds, by something that is not the server's work. */
import { stoppedReason, validityOf } from "../../comparing/validity.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy: "Look for what stopped it: a machine that was suspended, its host, another program. " +
    "Comparisons leave the trial out; measure it again if many are.",

  trial: (trial, run) => {
    const sentence = stoppedReason(trial, run);
    if (sentence === null) return null;
    // Where the scenario itself disturbs the server, that is what was asked.
    const severity = validityOf(trial, run).state === "invalid" ? "error" : "warning";
    return { sentence, severity };
  },
};
