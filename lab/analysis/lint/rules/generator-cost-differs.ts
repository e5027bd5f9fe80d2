/** Compared servers whose answers cost the load generator another amount of CPU. */
import { isBesideServer } from "../../../nouns/environment.ts";
import { medianOf, percent, type Rule, type Side, significant } from "../rule.ts";

/** CPU is counted in hundredths of a second: of less, the cost is not known to a tenth. */
const LEAST_CPU_S = 0.2;

export const rule: Rule = {
  severity: "note",
  remedy:
    "Look at how the answers come: compressed, in chunks, in several writes, or one at a time " +
    "where the other's come together. Give the load cores of its own, or leave out differences of " +
    "this size.",

  comparison: ({ run, a, b }, { deltaShare = 0.1 }) => {
    // On cores of its own it takes nothing from either.
    if (!isBesideServer(run.environment, "load")) return null;
    const [costA, costB] = [costOf(a), costOf(b)];
    if (costA === null || costB === null) return null;
    const dearer = costA.generatorUs >= costB.generatorUs ? costA : costB;
    const gapUs = Math.abs(costA.generatorUs - costB.generatorUs);
    // What stands on the same cores as the servers slows them by its share of all that they do.
    const share = gapUs / dearer.allUs;
    return share > deltaShare
      ? `The load generator spends ${significant(costA.generatorUs)} µs of CPU on an answer of ` +
        `${a.label} and ${
          significant(costB.generatorUs)
        } µs on one of ${b.label}: the difference ` +
        `is ${percent(share)} of all CPU that a request takes.`
      : null;
  },
};

/** CPU for each answer: the generator's, and everybody's. */
function costOf(side: Side): { generatorUs: number; allUs: number } | null {
  const known = side.trials.filter(({ outcome }) =>
    outcome.okCount > 0 && outcome.generatorCpuS >= LEAST_CPU_S
  );
  const of = (cpuS: (outcome: typeof known[0]["outcome"]) => number) =>
    medianOf({ trials: known }, ({ outcome }) => cpuS(outcome) / outcome.okCount * 1e6);
  const generatorUs = of(({ generatorCpuS }) => generatorCpuS);
  const allUs = of(({ generatorCpuS, serverCpuS, databaseCpuS }) =>
    generatorCpuS + (serverCpuS ?? NaN) + (databaseCpuS ?? 0)
  );
  return generatorUs === null || allUs === null ? null : { generatorUs, allUs };
}
