/** A change taken apart: steps of which each changes one thing, beside the whole of them. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { significant } from "../../text/format.ts";
import { isMeasured } from "../tables/measured.ts";
import type { Comparison } from "./compare.ts";
import { compareAsClaimed } from "./looked.ts";

/** One change: what it is called, the cell with it over the cell without it. */
export interface Step {
  name: string;
  over: Cell;
  under: Cell;
  /** The heading that it stands under, where there are several. */
  panel?: string;
}

/**
 * The steps that a run measured, each compared as a claim of it is judged; a row each.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { stepRows } from "lab/analysis/comparing/steps.ts";
 * const run = fixtureRun();
 * const [under, over] = cellsOf(run);
 * console.log(stepRows(run, [{ name: "a thread more", over: over!, under: under! }])[0]!.step);
 * // a thread more
 * ```
 */
export function stepRows(run: Run, steps: readonly Step[]) {
  return steps.filter(({ over, under }) => isMeasured(run, over, under)).map((step) => {
    const { ratio, low, high, verdictText, blocks } = compareAsClaimed(run, [
      step.over,
      step.under,
    ]);
    const panel = step.panel === undefined ? {} : { of: step.panel };
    return { ...panel, step: step.name, ratio, low, high, verdict: verdictText, blocks };
  });
}

export interface Multiplied {
  /** The ratios of the steps, multiplied; NaN where one was not measured. */
  product: number;
  whole: Comparison;
  /** Whether the product lies within the interval of the whole; `null` where either is not known. */
  agrees: boolean | null;
  sentence: string;
}

/**
 * Whether steps account for a whole: their ratios multiplied must lie within its interval. By the blocks
 * that all of them share they are the whole; those that only some had for a claim may part them.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { multiplied } from "lab/analysis/comparing/steps.ts";
 * const run = fixtureRun({ blocks: 4 });
 * const [a, b, c] = cellsOf(run);
 * const steps = [{ name: "one", over: b!, under: a! }, { name: "two", over: c!, under: b! }];
 * console.log(multiplied(run, steps, { name: "both", over: c!, under: a! }).agrees); // true
 * ```
 */
export function multiplied(run: Run, steps: readonly Step[], whole: Step): Multiplied {
  const ratios = steps.map(({ over, under }) => compareAsClaimed(run, [over, under]))
    .map(({ ratio, verdict }) => verdict === "not measured" ? NaN : ratio);
  const product = ratios.reduce((all, ratio) => all * ratio, 1);
  const comparison = compareAsClaimed(run, [whole.over, whole.under]);
  const known = !Number.isNaN(product) && comparison.verdict !== "not measured";
  const agrees = known ? product >= comparison.low && product <= comparison.high : null;
  const lacking = steps.filter((_, index) => Number.isNaN(ratios[index])).map(({ name }) => name);
  const sum = ratios.map((ratio) => significant(ratio)).join(" × ");
  const { low, high, ratio } = comparison;
  return {
    ...{ product, whole: comparison, agrees },
    sentence: !known
      ? `Whether the steps make the whole is not known: ${
        lacking.join(", ") || whole.name
      } was not measured.`
      : `${sum} = ${significant(product)}, and ${whole.name} gave ${significant(ratio)} (${
        significant(low)
      } to ${significant(high)}): ${
        agrees ? "the steps account for the whole" : "the steps do not account for the whole"
      }.`,
  };
}
