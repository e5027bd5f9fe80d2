/** Several workers of a fleet on one machine: they measure each other. */
import { type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy: "Use the run to see that a fleet works; measure with one worker a machine.",

  run: ({ environment, parts = [] }) => {
    const counts = [environment, ...parts.map(({ environment }) => environment)]
      .map(({ workersHereCount = 1 }) => workersHereCount);
    const most = Math.max(...counts);
    return most < 2
      ? null
      : `${most} workers of the fleet shared one machine and measured at the same time: each took cores ` +
        `from the other's servers.`;
  },
};
