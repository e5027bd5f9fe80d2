/**
 * The lab tested on effects that are known by construction (the workload `known-effects`): what is known
 * of a cell, and whether a verdict about it is right. `known-effects/` has the rest.
 */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { cellKey } from "../tables/cells.ts";
import type { Comparison } from "../comparing/compare.ts";

/**
 * What was said of one effect. `found`: different, and the dearer one is slower. `wrong`: different
 * where nothing is, or the other way round, or equivalent at an effect beyond δ.
 */
export type Call = "found" | "equivalent" | "undecided" | "wrong";

/**
 * The share of work beyond the base by its name: `work` is percent of the base's work, `moreCpu` percent
 * on top of what a request costs. `null` for a cell that is no part of this: a delay, less work, or any
 * other option.
 */
export function effectShareOf({ settings: { options = {} } }: Cell): number | null {
  const { work = "100", moreCpu = "0", delayMs = "0", ...others } = options;
  const share = (Number(work) - 100 + Number(moreCpu)) / 100;
  return delayMs !== "0" || Object.keys(others).length > 0 || share < 0 ? null : share;
}

/**
 * Whether a verdict is right about an effect that is known.
 *
 * @example
 * ```ts
 * import { callOf } from "lab/analysis/known-effects/known-effects.ts";
 * console.log(callOf({ verdict: "different", ratio: 1.1, deltaShare: 0.1 }, 0)); // wrong
 * ```
 */
export function callOf(
  { verdict, ratio, deltaShare }: Pick<Comparison, "verdict" | "ratio" | "deltaShare">,
  effectShare: number,
): Call {
  if (verdict !== "different" && verdict !== "equivalent") return "undecided";
  if (verdict === "equivalent") return effectShare > deltaShare ? "wrong" : "equivalent";
  return effectShare > 0 && ratio > 1 ? "found" : "wrong";
}

/** The cells of a run that differ in work alone, the smallest effect first. */
export function effectsOf(run: Run): { cell: Cell; effectShare: number }[] {
  const cells = new Map(run.trials.map(({ cell }) => [cellKey(cell), cell]));
  return [...cells.values()].flatMap((cell) => {
    const effectShare = effectShareOf(cell);
    return effectShare === null ? [] : [{ cell, effectShare }];
  }).sort((a, b) => a.effectShare - b.effectShare);
}

/** The cell with no more than the base's work. */
export function baseOf(run: Run): Cell {
  const base = effectsOf(run).find(({ effectShare }) => effectShare === 0);
  if (base) return base.cell;
  throw new Error(
    `Judging known effects: run ${run.runId} has no cell with the base work; give a run of "deno task prove".`,
  );
}
