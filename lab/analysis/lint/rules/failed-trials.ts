/** Trials that could not be measured at all. */
import { cellLabel } from "../../tables/cells.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy: "Read failures(run); what fails now and then is missing from every number of its cell.",

  run: ({ trials }) => {
    const failed = trials.filter(({ outcome }) => outcome.state === "failed");
    if (failed.length === 0) return null;
    const cells = [...new Set(failed.map(({ cell }) => cellLabel(cell)))];
    const named = cells.length > 3
      ? `${cells.slice(0, 3).join(", ")} and others`
      : cells.join(", ");
    return `${failed.length} of ${trials.length} trials failed: ${named}.`;
  },
};
