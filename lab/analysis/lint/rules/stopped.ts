/** A window that was held up, or interrupted for seconds: by the machine, or by the server itself. */
import { lateReason, stallOf } from "../../comparing/stalls.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy:
    "Of the machine: look for what stopped it (suspension, its host, another program); comparisons " +
    "leave the trial out. Of the server: look what it waited for (a lock, a collector, its event " +
    "loop); the trial counts.",

  trial: (trial, run) => {
    const late = lateReason(trial, run);
    if (late !== null) return late;
    const stall = stallOf(trial);
    return stall &&
      { sentence: stall.sentence, severity: stall.by === "machine" ? "error" : "warning" };
  },
};
