/** Whether the claims of an experiment can be judged on what it measures. */
import { cellLabel } from "../analysis/tables/cells.ts";
import { DELTA_SHARE } from "../analysis/judgement/verdict.ts";
import { MEASURES } from "../analysis/comparing/measure.ts";
import { cellKey, scenarioKey } from "../nouns/cell.ts";
import { closestTo } from "../text/closest.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Experiment } from "../nouns/experiment.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import type { Wrong } from "../text/wrong.ts";

/**
 * The first thing that stands in the way of a claim: a claim that cannot be judged is found before the
 * hours that its run takes, not after.
 *
 * @example
 * ```ts
 * import { fixtureCell } from "lab/analysis/fixtures/runs.ts";
 * import { wrongInClaims } from "lab/plan/registered.ts";
 * const [one, other] = [1, 2].map((workers) => fixtureCell("alpha-sync", workers, 5));
 * const said = { id: "more", source: "gauntlet", sentence: "More", expects: "more" as const };
 * const claims = [{ ...said, of: [one!, other!] as [typeof one & {}, typeof one & {}] }];
 * console.log(wrongInClaims({ cells: [one!], claims })?.what);
 * // the claim "more" is of alpha-sync 2×5, and the experiment has no such cell
 * ```
 */
export function wrongInClaims(
  { cells, claims = [] }: Pick<Experiment, "cells" | "claims">,
): Wrong | null {
  const riders = Map.groupBy(cells, cellKey);
  const seen = new Set<string>();
  for (const claim of claims) {
    const { id } = claim;
    const wrong = seen.has(id)
      ? { what: "is there twice", remedy: "give one of them another id" }
      : wrongInOne(claim, (cell) => riders.get(cellKey(cell))?.length ?? 0);
    if (wrong) return { ...wrong, what: `the claim "${id}" ${wrong.what}` };
    seen.add(id);
  }
  return null;
}

function wrongInOne(
  { of, measure, deltaShare, deltaReason, unit }: RegisteredClaim,
  ridersOf: (cell: Cell) => number,
): Wrong | null {
  if (typeof of === "string") {
    return measure === undefined && deltaShare === undefined ? null : {
      what: "is of a quantity, and measure and deltaShare are for two cells",
      remedy: "leave them out, or give its two cells",
    };
  }
  const groups = Array.isArray(of) ? of.map((cell) => [cell]) : [of.best.over, of.best.under];
  const lacking = groups.flat().find((cell) => ridersOf(cell) === 0);
  if (lacking) {
    return {
      what: `is of ${cellLabel(lacking)}, and the experiment has no such cell`,
      remedy: "add it to cells, or name another",
    };
  }
  const [over, under] = groups.map((group) => new Map(group.map((cell) => [cellKey(cell), cell])));
  const shared = [...over!].find(([key, cell]) => under!.has(key) && ridersOf(cell) < 2)?.[1];
  if (shared) {
    return {
      what: `${Array.isArray(of) ? "compares" : "may compare"} ${cellLabel(shared)} with itself, ` +
        `and the experiment has it once`,
      remedy: "have it twice among cells",
    };
  }
  if (
    groups.some((group) => new Set(group.map(({ scenario }) => scenarioKey(scenario))).size > 1)
  ) {
    return {
      what: "looks for the best among cells of several scenarios",
      remedy: "give cells of one scenario each",
    };
  }
  if (measure !== undefined && !(MEASURES as readonly string[]).includes(measure)) {
    return { what: `measures "${measure}"`, remedy: closestTo(measure, MEASURES) };
  }
  if (unit !== undefined) {
    return { what: "compares two cells and has a unit", remedy: "leave it out: a ratio has none" };
  }
  if ((deltaShare ?? DELTA_SHARE) !== DELTA_SHARE && deltaReason === undefined) {
    return {
      what: `has the δ ${deltaShare}, and not ${DELTA_SHARE} as usual`,
      remedy: "give the reason as deltaReason",
    };
  }
  return null;
}
