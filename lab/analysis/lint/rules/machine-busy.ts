/** CPU that went to others: other processes of the machine, or other guests of its host. */
import { callsServices } from "../../tables/facts.ts";
import { percent, type Rule } from "../rule.ts";

/** δ of a comparison: a trial may have lost as much as would count as a difference. */
const BUSY_SHARE = 0.05;
/** What is stolen comes in bursts; half of δ on average is much at its worst. */
const STOLEN_SHARE = 0.025;

export const rule: Rule = {
  severity: "warning",
  ofCircumstances: true,
  remedy: "End what else runs, or measure at another time; drift within a block does not cancel.",

  trial: ({ cell, outcome }, run) => {
    const { otherCpuS, probeCpuS, stolenCpuS, durationS } = outcome;
    // A quota of the run's own keeps nobody else off these cores.
    const { limits, cpuCoreCount } = run.environment;
    const coreS = durationS * (limits?.allowedCoreCount ?? cpuCoreCount);
    if (coreS === 0) return null;
    // The lab's own questions to the database count as other, and belong to every trial alike.
    const busy = (otherCpuS - (probeCpuS ?? 0)) / coreS;
    const stolen = stolenCpuS / coreS;
    // The service that is called is part of the scenario; its CPU is not known apart.
    const calls = callsServices(run, cell.scenario);
    const others = calls ? "the called service and other processes" : "other processes";
    const parts = [
      busy > BUSY_SHARE ? [`${others} used ${percent(busy)} of all cores`] : [],
      stolen > STOLEN_SHARE ? [`the hypervisor took ${percent(stolen)}`] : [],
    ].flat();
    if (parts.length === 0) return null;
    const sentence = parts.join(", and ");
    return {
      sentence: `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`,
      severity: calls && stolen <= STOLEN_SHARE ? "note" : "warning",
    };
  },
};
