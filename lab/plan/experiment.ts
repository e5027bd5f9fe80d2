/** Writing an experiment down: its cells, its claims, its time, its question. */
import { type Experiment, Experiment as ExperimentSchema, Profile } from "../nouns/experiment.ts";
import { wrongIn } from "../text/wrong.ts";
import { GauntletError } from "../system/state.ts";
import { cellsIn, type NamedCells } from "./named.ts";
import { wrongInClaims } from "./registered.ts";

/** Enough blocks for an interval, in little time: for a look on one's own machine. */
const QUICK: Profile = { blocks: 3, warmUpS: 1, windowS: 2 };
/** For the record. A profile that is given in part takes the rest from `LEAST`. */
const LEAST: Profile = { blocks: 5, warmUpS: 1.5, windowS: 4 };
const FULL: Profile = { ...LEAST, warmUpMaxS: 6 };

/** An experiment as it is written: cells may have names, times that are not given have defaults. */
export type ExperimentDefinition = Omit<Experiment, "quick" | "full" | "cells"> & {
  cells: NamedCells;
  quick?: Partial<Omit<Experiment["quick"], "cells"> & { cells: NamedCells }>;
  full?: Partial<Experiment["full"]>;
};

/**
 * An experiment, checked: its claims too, so that none turns out to be of nothing once all is measured.
 *
 * @throws GauntletError that names the field or the claim that is wrong, and what was likely meant
 * @example
 * ```ts
 * import { experiment } from "lab/plan/experiment.ts";
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
  const { cells, ...quick } = definition?.quick ?? {};
  const whole = {
    ...definition,
    cells: definition?.cells === undefined ? undefined! : cellsIn(definition.cells),
    quick: { ...QUICK, ...quick, ...(cells === undefined ? {} : { cells: cellsIn(cells) }) },
    full: definition?.full ? { ...LEAST, ...definition.full } : FULL,
  };
  const problem = wrongIn(ExperimentSchema, whole) ?? wrongInClaims(whole);
  if (problem === null) return ExperimentSchema.parse(whole);
  const name = typeof definition?.name === "string" ? ` "${definition.name}"` : "";
  throw new GauntletError(
    `Cannot use the experiment${name}: ${problem.what}; ${problem.remedy}`,
  );
}
