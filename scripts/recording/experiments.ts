/** The experiments that can be recorded: those of the notebooks, and those that prove the lab. */
import { experimentOf, findNotebooks } from "../../lab/notebook/source.ts";
import type { Experiment } from "../../lab/nouns/experiment.ts";
import { planRun } from "../../lab/plan/plan.ts";
import type { Plan } from "../../lab/nouns/plan.ts";
import { closestTo } from "../../lab/text/closest.ts";
import type { Step } from "../../lab/store/program.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { experimentsOf, SEED, SERVERS } from "../prove/recordings.ts";

/** One shot of each cell so many times, beside the long recordings of `deno task prove`. */
const SHOTS = 5;

/**
 * The plan of each step with its full profile.
 *
 * @throws GauntletError when a step names no experiment that there is
 */
export async function plansOf(steps: readonly Step[]): Promise<Map<string, Plan>> {
  const known = new Map<string, { experiment: Experiment; seed?: number }>();
  for (const notebook of await findNotebooks()) {
    const experiment = await experimentOf(notebook);
    if (experiment !== null) known.set(experiment.name, { experiment });
  }
  for (const server of SERVERS) {
    for (const experiment of experimentsOf(server, { minutes: minutesOf(steps), shots: SHOTS })) {
      if (!known.has(experiment.name)) known.set(experiment.name, { experiment, seed: SEED });
    }
  }
  const plans = new Map<string, Plan>();
  for (const { experiment: name } of steps) {
    const found = known.get(name);
    if (found === undefined) {
      throw new GauntletError(
        `Cannot record "${name}": no notebook has such an experiment; ${
          closestTo(name, [...known.keys()])
        }`,
      );
    }
    plans.set(name, await planRun(found.experiment, "full", found.seed));
  }
  return plans;
}

/** The long recordings of `deno task prove` are all of one length. */
const minutesOf = (steps: readonly Step[]) =>
  Math.max(
    1,
    ...steps.filter(({ experiment }) => /^prove-[a-z]+$/.test(experiment))
      .map(({ minutes }) => minutes),
  );
