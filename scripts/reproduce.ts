/**
 * `deno task reproduce [NOTEBOOK…] [--minutes N]`: measures the experiment of every notebook on this
 * machine with its quick profile, as far as [its share of the time](sharing.ts) goes, executes the
 * notebooks on these runs, writes a report, and ends with the ledger: which claims hold here.
 */
import { ledgerText } from "../lab/analysis/claims/ledger-text.ts";
import { planRun } from "../lab/plan/plan.ts";
import { likelyTrialS } from "../lab/run/windows.ts";
import { ledger, refusedRuns } from "../lab/notebook/claims/ledger.ts";
import { experimentOf } from "../lab/notebook/source.ts";
import { dataPath, GauntletError } from "../lab/system/state.ts";
import type { Placement } from "../lab/nouns/machines.ts";
import type { Plan } from "../lab/nouns/plan.ts";
import type { Task } from "./gauntlet.ts";
import { typed } from "./help.ts";
import { minutesTyped, readArguments } from "./shared/arguments.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { readRun } from "../lab/store/read.ts";
import { chosen, write } from "./report.ts";
import { measure } from "./run.ts";
import { lintTold } from "./shared/linttold.ts";
import { hasHeadline, shareOf } from "./shared/sharing.ts";

const reproduce: Task = async (args) => {
  const signal = abortOnSignals();
  const { names, minutes } = read(args);
  const notebooks = await chosen(names);
  const plans: Plan[] = [];
  const placements = new Map<string, Placement | undefined>();
  for (const notebook of notebooks) {
    const experiment = await experimentOf(notebook);
    if (experiment === null) continue;
    const plan = await planRun(experiment, "quick");
    placements.set(plan.experiment, experiment.on);
    if (names.length > 0 || hasHeadline(plan)) plans.push(plan);
    else {
      const task = typed(`run ${experiment.name}`);
      console.error(
        `${experiment.name}: left out, no claim of it is a headline; "${task}" measures it`,
      );
    }
  }
  const startedAt = performance.now();
  const spentS = () => (performance.now() - startedAt) / 1000;
  const seen = { ...BEFOREHAND };
  const runIds: string[] = [];
  for (const [index] of plans.entries()) {
    const left = plans.slice(index) as [Plan, ...Plan[]];
    const { plan, likelyS } = shareOf(left, minutes * 60 - spentS(), seen.tookS / seen.likelyS);
    const title = `${index + 1} of ${plans.length}, ${plan.experiment}`;
    const laterS = Math.max(0, minutes * 60 - spentS() - likelyS);
    const began = spentS();
    const { runId, trialCount } = await measure(plan, title, {
      on: placements.get(plan.experiment),
      signal,
      extraS: () => laterS,
      goesOn: true,
    });
    runIds.push(runId);
    seen.tookS += spentS() - began;
    seen.likelyS += trialCount * likelyTrialS(plan.profile);
  }
  let judged = "";
  const index = await write(notebooks, {
    outDir: dataPath("reports", `${new Date().toISOString().slice(0, 10)}-here`),
    introduction: "Measured on this machine with the quick profiles.",
    signal,
    onLedger: async (folder) =>
      void (judged = ledgerText(await ledger({ folder }), await refusedRuns({ folder }))),
  });
  const runs = await Promise.all(runIds.map((runId) => readRun(runId)));
  const lint = runs.length === 0 ? "" : `\n\n${lintTold(runs, index)}`;
  console.log(`Report: ${index}\n\n${judged}${lint}`);
};
export default reproduce;

/**
 * With set-up and report under 20. By the notebooks' plans it holds one block of every cell and three of
 * half of the headline claims and more, as trials take 8 to 7 s; 27 minutes hold three of all.
 */
export const USUAL_MINUTES = 17;

/** Some servers answer slowly and need longer windows: by the recorded runs, a tenth of all time. */
const BEFOREHAND = { likelyS: 100, tookS: 110 };

function read(args: string[]): { names: string[]; minutes: number } {
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { minutes: { type: "string" } },
    });
    return {
      names: positionals,
      minutes: minutesTyped("minutes", values.minutes) ?? USUAL_MINUTES,
    };
  } catch (error) {
    throw new GauntletError(
      `Cannot reproduce: ${
        (error as Error).message
      }; use deno task reproduce [NOTEBOOK…] [--minutes N]`,
    );
  }
}
