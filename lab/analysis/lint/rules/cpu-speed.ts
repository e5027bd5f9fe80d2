/** Cores whose speed follows the load, the heat and what their neighbours do. */
import { type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "note",
  remedy:
    "For a recording set the governor to performance and turn turbo off; else more blocks average " +
    "what the speed does.",

  run: ({ environment: { limits } }) => {
    const { cpuGovernor = null, turbo = null } = limits ?? {};
    const parts = [
      cpuGovernor === null || cpuGovernor === "performance"
        ? []
        : [`the governor is ${cpuGovernor}`],
      turbo === true ? ["turbo is on"] : [],
    ].flat();
    return parts.length === 0
      ? null
      : `The speed of the cores could change within the run: ${parts.join(", and ")}.`;
  },
};
