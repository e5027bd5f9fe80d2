/** An interpreter that nobody deploys: its servers do worse than they would elsewhere. */
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Install your distribution's Python, or build yours with --enable-optimizations, delete " +
    ".gauntlet/python, and measure again.",

  run: ({ environment: { pythonOptimized, versions } }) =>
    pythonOptimized === false
      ? `Python ${versions.python} was built without optimisation, unlike those that people ` +
        `deploy: a server in it takes about a third more CPU for the same work.`
      : null,
};
