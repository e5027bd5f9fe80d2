/**
 * `deno task reproduce [NOTEBOOK…] [--minutes N]`: measures the experiment of every notebook on this
 * machine with its quick profile, executes the notebooks on these runs, writes a report, and ends with
 * the ledger: which claims hold here.
 */
import { parseArgs } from "node:util";
import { ledgerText } from "../lab/analysis/ledger-text.ts";
import { planRun } from "../lab/run/plan.ts";
import { claimedPairs } from "../lab/run/wanted.ts";
import { likelyTrialS } from "../lab/run/windows.ts";
import { ledger } from "../lab/notebook/ledger.ts";
import { experimentOf } from "../lab/notebook/source.ts";
import { dataPath, GauntletError } from "../lab/system/state.ts";
import type { Plan } from "../lab/nouns/plan.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./interrupted.ts";
import { chosen, write } from "./report.ts";
import { asFarAs } from "./limits.ts";
import { measure } from "./run.ts";

const reproduce: Task = async (args) => {
  const signal = abortOnSignals();
  const { names, minutes } = read(args);
  const notebooks = await chosen(names);
  const plans: Plan[] = [];
  for (const notebook of notebooks) {
    const experiment = await experimentOf(notebook);
    if (experiment) plans.push(await planRun(experiment, "quick"));
  }
  const startedAt = performance.now();
  for (const [index, plan] of plans.entries()) {
    const laterS = plans.slice(index + 1).reduce((sum, later) => sum + expectedS(later), 0);
    // What earlier ones left over is for those that follow.
    const leftMin = minutes - (performance.now() - startedAt) / 60_000;
    const budgetMin = Math.max(0.01, leftMin * expectedS(plan) / (expectedS(plan) + laterS));
    const title = `${index + 1} of ${plans.length}, ${plan.experiment}`;
    await measure(within(plan, budgetMin), title, { signal, extraS: () => laterS });
  }
  let judged = "";
  const index = await write(notebooks, {
    outDir: dataPath("reports", `${new Date().toISOString().slice(0, 10)}-here`),
    introduction: "Measured on this machine with the quick profiles.",
    signal,
    onLedger: async (folder) => void (judged = ledgerText(await ledger({ folder }))),
  });
  console.log(`Report: ${index}\n\n${judged}`);
};
export default reproduce;

/** What its blocks leave of its time is for claims that are open, where it has any. */
const within = (plan: Plan, budgetMin: number): Plan =>
  claimedPairs(plan).length > 0
    ? asFarAs(plan, { minutes: budgetMin })
    : { ...plan, profile: { ...plan.profile, budgetMin } };

/**
 * Enough for two blocks of each where latencies are like those of the recorded runs (7 minutes a block,
 * since windows fit slow servers), and three where servers are faster; with set-up and report under 20.
 */
const USUAL_MINUTES = 16.5;

function read(args: string[]): { names: string[]; minutes: number } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { minutes: { type: "string" } },
    });
    const minutes = values.minutes === undefined ? USUAL_MINUTES : Number(values.minutes);
    if (!(minutes > 0 && minutes <= 1440)) {
      throw new Error(`--minutes is "${values.minutes}"; give a number of minutes`);
    }
    return { names: positionals, minutes };
  } catch (error) {
    throw new GauntletError(
      `Cannot reproduce: ${
        (error as Error).message
      }; use deno task reproduce [NOTEBOOK…] [--minutes N]`,
    );
  }
}

/** The database starts, and stops. */
const RUN_OVERHEAD_GUESS_S = 3;

const expectedS = ({ trials, profile }: Plan) =>
  RUN_OVERHEAD_GUESS_S + trials.length * likelyTrialS(profile);
