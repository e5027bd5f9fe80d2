/** What a load generator at its own limit leaves of a verdict: it measured a bound, and not a server. */
import type { Comparison } from "../comparing/compare.ts";
import type { Measure } from "../comparing/measure.ts";
import { atItsLimit } from "../lint/rules/generator-saturated.ts";
import { trialsOf } from "../tables/cells.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Expectation } from "../../nouns/claim.ts";
import type { Run } from "../../nouns/run.ts";
import { judge } from "./claim.ts";

type Judged = ReturnType<typeof judge>;

/** With which of two cells the load generator was at its limit, in most of their trials. */
export interface HeldBack {
  over: boolean;
  under: boolean;
}

/** What of two cells is compared, and what came of it. */
type Compared = Pick<Comparison, "measure" | "ratio" | "verdict">;

/** A claim of two cells of a run, judged: `judge`, of which only that stays which the generator did not make. */
export function judgeCells(run: Run, comparison: Comparison, expects: Expectation): Judged {
  const { cellA, cellB } = comparison;
  return despite(heldBackIn(run, cellA, cellB), judge(comparison, expects), comparison, expects);
}

/**
 * Whether lint finds an error in it for most trials of these cells. That requests were sent late does not
 * count: it makes every answer later by as much, so that two that differ differ by more.
 */
export function heldBackIn(run: Run, over: Cell, under: Cell): HeldBack {
  const isHeldBack = (cell: Cell) => {
    const trials = trialsOf(run, cell);
    const errors = trials.filter((trial) => atItsLimit(trial, run)?.severity === "error");
    return errors.length * 2 > trials.length;
  };
  return { over: isHeldBack(over), under: isHeldBack(under) };
}

/**
 * A verdict, where it stands whatever a server would have given that the generator held back; else
 * `undecided`, with the reason. Such a server gives at least the throughput that was seen, and answers at
 * least as quickly: the ratio may be higher than it was measured, or lower, or with both anything.
 *
 * @example
 * ```ts
 * import { despite } from "lab/analysis/claims/held-back.ts";
 * const equal = { measure: "throughputRps", ratio: 1.01, verdict: "equivalent" } as const;
 * const judged = { verdict: "holds", reason: "They are equivalent." } as const;
 * console.log(despite({ over: true, under: true }, judged, equal, "same").verdict); // undecided
 * ```
 */
export function despite(
  held: HeldBack,
  judged: Judged,
  compared: Compared,
  expects: Expectation,
): Judged {
  const isDecided = judged.verdict === "holds" || judged.verdict === "fails";
  const direction = directionOf(compared.measure);
  if (!isDecided || direction === null || !(held.over || held.under)) return judged;
  const mayBeHigher = direction === "more" ? held.over : held.under;
  const mayBeLower = direction === "more" ? held.under : held.over;
  const rests = restsOn(judged, compared, expects);
  const stands = !(mayBeHigher && rests !== "above") && !(mayBeLower && rests !== "below");
  if (stands) return judged;
  const [who, how] = held.over && held.under
    ? ["both", "anything"]
    : [held.over ? "the first" : "the second", mayBeHigher ? "higher" : "lower"];
  return {
    verdict: "undecided",
    reason:
      `${judged.reason} But with ${who} of them the load generator was at its own limit, so ` +
      `that the servers' ratio may be ${how}: use more generator processes.`,
  };
}

/** Whether a server that is no longer held back gives more of it, or less; `null`: neither. */
function directionOf(measure: Measure): "more" | "less" | null {
  if (measure === "throughputRps") return "more";
  return measure.startsWith("latency") ? "less" : null;
}

/** Which end of the interval decided: that the ratio lies above something, below it, or between two. */
function restsOn(
  { verdict }: Judged,
  { ratio, verdict: found }: Compared,
  expects: Expectation,
): "above" | "below" | "between" {
  if (typeof expects === "object") {
    return ("atLeast" in expects) === (verdict === "holds") ? "above" : "below";
  }
  if (found === "equivalent" || (expects === "same" && verdict === "holds")) return "between";
  return ratio > 1 ? "above" : "below";
}
