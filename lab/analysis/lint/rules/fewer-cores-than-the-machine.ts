/** A run that may use less of the machine than there is. */
import { counted, type Rule, significant } from "../rule.ts";

export const rule: Rule = {
  severity: "note",
  remedy:
    "Compare with runs of as many usable cores; give the run the whole machine if that is what you " +
    "mean to measure.",

  run: ({ environment: { cpuCoreCount, limits } }) => {
    if (limits === undefined || cpuCoreCount >= limits.onlineCoreCount) return null;
    const { onlineCoreCount, allowedCoreCount, quotaCores } = limits;
    const by = [
      allowedCoreCount < onlineCoreCount
        ? [`affinity allows ${counted(allowedCoreCount, "core")}`]
        : [],
      quotaCores === null ? [] : [`a quota the time of ${significant(quotaCores)}`],
    ].flat().join(" and ");
    return `Of the machine's ${onlineCoreCount} cores the run could use ` +
      `${significant(cpuCoreCount)}: ${by}.`;
  },
};
