/** Writing an experiment down: its cells, its time, its question. */
import { z } from "zod";
import { closestTo } from "../nouns/closest.ts";
import { type Experiment, Experiment as ExperimentSchema, Profile } from "../nouns/types.ts";
import { GauntletError } from "../system/state.ts";

/** Enough blocks for an interval, in little time: for a look on one's own machine. */
const QUICK: Profile = { blocks: 3, warmUpS: 1, windowS: 2 };
/** For the record. A profile that is given in part takes the rest from `LEAST`. */
const LEAST: Profile = { blocks: 5, warmUpS: 1.5, windowS: 4 };
const FULL: Profile = { ...LEAST, warmUpMaxS: 6 };

/** An experiment as it is written: times that are not given have defaults. */
export type ExperimentDefinition = Omit<Experiment, "quick" | "full"> & {
  quick?: Partial<Experiment["quick"]>;
  full?: Partial<Experiment["full"]>;
};

/**
 * An experiment, checked.
 *
 * @throws GauntletError that names the field that is wrong, and what was likely meant
 * @example
 * ```ts
 * import { experiment } from "lab/run/experiment.ts";
 * const cell = {
 *   variant: "mine",
 *   settings: { workers: 1, threads: null, poolMin: 1, poolMax: 4 },
 *   scenario: {
 *     workload: "shop",
 *     endpoint: "item",
 *     size: 1000,
 *     load: { kind: "closed" as const, connections: 8 },
 *   },
 * };
 * const small = experiment({ name: "small", question: "How fast is it?", cells: [cell] });
 * console.log(small.quick.blocks > 0); // true
 * ```
 */
export function experiment(definition: ExperimentDefinition): Experiment {
  const result = ExperimentSchema.safeParse({
    ...definition,
    quick: definition?.quick ? { ...QUICK, ...definition.quick } : QUICK,
    full: definition?.full ? { ...LEAST, ...definition.full } : FULL,
  });
  if (result.success) return result.data;
  const { what, remedy } = wordsOf(result.error.issues[0]!);
  throw new GauntletError(
    `Cannot use the experiment "${definition?.name}": ${what}; ${remedy}`,
  );
}

function wordsOf(issue: z.core.$ZodIssue): { what: string; remedy: string } {
  const place = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") {
    return { what: `${place}: ${issue.message}`, remedy: "correct it" };
  }
  const [key] = issue.keys;
  const known = ["quick", "full"].includes(String(issue.path[0]))
    ? Object.keys(ExperimentSchema.shape.quick.shape)
    : Object.keys(ExperimentSchema.shape);
  return {
    what: `there is no field "${place === "" ? key : `${place}.${key}`}"`,
    remedy: closestTo(key!, known),
  };
}
