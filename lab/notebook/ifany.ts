/** A run that may not be there yet: what has not been measured leaves no hole in a page. */
import { GauntletError } from "../system/state.ts";
import { machineId } from "../system/machine.ts";
import { newestRun } from "../store/select.ts";
import type { Experiment } from "../nouns/experiment.ts";
import type { Run } from "../nouns/run.ts";
import { showMarkdown } from "./display/display.ts";
import { latestRunOf, runOf } from "./run.ts";

/** The newest run of a name, this machine's before a recorded one; `null` where there is none. */
export async function newestIfAny(name: string): Promise<Run | null> {
  try {
    return await newestRun({ name }, await machineId());
  } catch (error) {
    if (error instanceof GauntletError && /no run of it is in /.test(error.message)) return null;
    throw error;
  }
}

/**
 * As `runOf`, or by a name `latestRunOf`; where there is no run yet, `null` and a line that says so.
 *
 * @param wanted an experiment of this notebook, or the name of another's
 * @param how what to type to measure it; default: `deno task run NAME`
 * @example
 * ```ts
 * import { runIfAny } from "lab/notebook/ifany.ts";
 * console.log(await runIfAny("never-measured", "deno task prove --record")); // null
 * ```
 */
export async function runIfAny(wanted: Experiment | string, how?: string): Promise<Run | null> {
  const name = typeof wanted === "string" ? wanted : wanted?.name;
  if (typeof name !== "string") {
    throw new GauntletError(
      "Cannot look for a run: the first argument is neither an experiment nor the name of one; give " +
        'what experiment({ … }) returned, or a name, as runIfAny("start-here")',
    );
  }
  if (await newestIfAny(name) !== null) {
    return typeof wanted === "string" ? await latestRunOf(name) : await runOf(wanted);
  }
  await showMarkdown(
    `**Not measured yet:** \`${name}\`; \`${how ?? `deno task run ${name}`}\` measures it.`,
  );
  return null;
}
