/** A run that was gone on with on a machine that allowed it something else. */
import type { Environment } from "../../../nouns/environment.ts";
import { type Rule } from "../rule.ts";

/** What changes what a server can do, in words. */
const LOOKED_AT: [what: string, of: (environment: Environment) => unknown][] = [
  ["usable cores", ({ cpuCoreCount }) => cpuCoreCount],
  ["the model of its CPU", ({ cpuModel }) => cpuModel],
  ["GiB of memory", ({ memoryGiB }) => memoryGiB],
  ["its kernel", ({ kernel }) => kernel],
  ["GiB that its group allows", ({ limits }) => limits?.memoryLimitGiB],
  ["the governor of its cores", ({ limits }) => limits?.cpuGovernor],
  ["turbo", ({ limits }) => limits?.turbo],
  ["open files", ({ limits }) => limits?.openFileCount],
  ["places in an accept queue", ({ limits }) => limits?.acceptQueueCount],
  ["local ports", ({ limits }) => limits?.localPortCount],
];

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Compare within blocks alone, or measure the run again on one machine in one state; ratios of " +
    "blocks are of two machines now.",

  run: ({ environment: first, parts = [] }) => {
    const all = [first, ...parts.map(({ environment }) => environment)];
    // Several machines are no change of one.
    const changes = Map.groupBy(all, ({ machineId }) => machineId).values().flatMap((ofMachine) =>
      LOOKED_AT.flatMap(([what, of]) => {
        const values = ofMachine.map(of).filter((value) => value !== undefined && value !== null);
        const different = [...new Set(values)];
        return different.length > 1 ? [`${what}: ${different.join(", then ")}`] : [];
      })
    ).toArray();
    return changes.length === 0
      ? null
      : `Between the parts of the run its machine changed: ${changes.join("; ")}.`;
  },
};
