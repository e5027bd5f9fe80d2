/** A run over several machines: ratios are of blocks, and absolute figures of no machine. */
import type { Environment } from "../../../nouns/environment.ts";
import { coresText } from "../../../nouns/environment.ts";
import { machinesOf } from "../../../nouns/run.ts";
import { type Rule } from "../rule.ts";

/** What makes one machine another one to a server. */
const kindOf = (environment: Environment): string =>
  `${coresText(environment)}, ${environment.cpuModel}, ${environment.memoryGiB} GiB`;

/** The libraries by which all of them should have measured. */
const versionsOf = ({ versions }: Environment): string =>
  JSON.stringify(Object.entries(versions).sort());

export const rule: Rule = {
  severity: "note",
  remedy: "Read ratios; look at throughput and latency by machine alone.",

  run: (run) => {
    const ids = machinesOf(run);
    if (ids.length < 2) return null;
    const all = [run.environment, ...(run.parts ?? []).map(({ environment }) => environment)];
    const machines = ids.map((id) => all.findLast(({ machineId }) => machineId === id))
      .filter((environment) => environment !== undefined);
    const named = machines.map((each) => `${each.machineId} (${kindOf(each)})`).join(" and ");
    const alike = new Set(machines.map(kindOf)).size === 1;
    const sameVersions = new Set(machines.map(versionsOf)).size === 1;
    const sentence =
      `Its blocks are of ${ids.length} machines: ${named}. A ratio is of one of them; ` +
      `medians of throughput are of all.` +
      (sameVersions ? "" : " The versions of what they started are not the same.");
    return { sentence, severity: alike && sameVersions ? "note" : "warning" };
  },
};
