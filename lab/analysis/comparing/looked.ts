/**
 * Pairs of a run whose blocks went where claims were open: judged by looks, while it is measured and
 * ever after, by one procedure.
 */
import { cellKey } from "../../nouns/cell.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { Run } from "../../nouns/run.ts";
import type { Expectation } from "../../nouns/said.ts";
import { distinctCellLabels } from "../tables/cells.ts";
import { compare, compareWith, type Comparison } from "./compare.ts";
import { LOOKS, type LooksOptions, type Standing, standings } from "../judgement/looks.ts";
import { moderate } from "../judgement/moderated.ts";
import { ALPHA, FEWEST_BLOCKS, judge } from "../judgement/verdict.ts";
import type { Measure } from "./measure.ts";
import { pairsOf, type Rider, ridersOf, type RunPair, sideBySide } from "./pairs.ts";

/** What a claim wants to know of two cells. */
export interface Asked {
  /** Default `throughputRps`. */
  measure?: Measure;
  /** The claim's δ. Default 0.1. */
  deltaShare?: number;
  /** What it says of them. Default: that they differ. */
  expects?: Expectation;
  /** The cells were chosen by the blocks up to this one: later ones judge them, if there are three. */
  afterBlock?: number;
}

/**
 * Whether more blocks than the profile's were for claims that are open: whether to stop was then asked
 * of the data, again and again. A run of so many blocks as were decided beforehand, or one that only
 * its precision ends, is not among them.
 */
export function goesByLooks({ profile, claims = [] }: Pick<Plan, "profile" | "claims">): boolean {
  const { blocks, blocksMax = blocks } = profile;
  return blocksMax > blocks && claims.some(({ of }) => typeof of !== "string");
}

/**
 * Where a pair stands after some trials, steadied by all other pairs of the run.
 *
 * Of a pair that was chosen by some blocks the later ones count. Where no more come (`closing`), and there
 * are no three of them, it stands as all its blocks have it, at all of α: it was not looked at before.
 */
export function standingOf(
  riders: ReadonlyMap<string, Rider>,
  [over, under]: readonly [Cell, Cell],
  { deltaShare, expects, afterBlock }: Asked,
  options: LooksOptions,
): { pair: RunPair; standing: Standing; open: boolean; afterBlock?: number } {
  const [a, b] = [over, under].map((cell) =>
    riders.get(cellKey(cell)) ?? { cell, logsByBlock: new Map() }
  );
  const whole = sideBySide(a!, b!);
  const pair = afterBlock === undefined ? whole : laterThan(whole, afterBlock);
  const others = pairsOf(
    riders.values().filter(({ cell }) => cell.scenario.load.kind === over.scenario.load.kind),
  ).filter((other) => !isSame(pair, other));
  const [standing] = standings([{ ...pair, deltaShare, expects }, ...others], options);
  const lastLook = (options.looks ?? LOOKS).at(-1)!;
  const open = !standing!.decided && pair.differences.length < lastLook;
  const isFresh = pair.differences.length >= FEWEST_BLOCKS || !options.closing;
  if (afterBlock === undefined || isFresh) return { pair, standing: standing!, open, afterBlock };
  const [estimate] = moderate([whole, ...others]);
  const judgement = judge(estimate!, { deltaShare, alpha: options.alpha });
  const look = whole.differences.length;
  return { pair: whole, standing: { ...standing!, look, judgement, estimate: estimate! }, open };
}

function laterThan({ blocks, differences, ...pair }: RunPair, afterBlock: number): RunPair {
  const isLater = (_: unknown, index: number) => blocks[index]! > afterBlock;
  return { ...pair, blocks: blocks.filter(isLater), differences: differences.filter(isLater) };
}

const isSame = (a: RunPair, b: RunPair): boolean =>
  (a.cellA === b.cellA && a.cellB === b.cellB) || (a.cellA === b.cellB && a.cellB === b.cellA);

/**
 * Compares two cells as a claim of them is judged.
 *
 * Where the run went by looks (`goesByLooks`): at the look that decided the pair, else at the closing
 * one, by the blocks and at the confidence of that look; blocks that came after it change nothing. It is
 * what the runner told when it ended, so terminal and page agree, and the chance of a wrong "different"
 * stays below α however often it was looked. Any other run: as `compare()` does, at 95 %.
 *
 * @param given what is asked of the two; what is not given is as the plan's claim of them has it
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { compareAsClaimed } from "lab/analysis/comparing/looked.ts";
 * const run = fixtureRun({ blocks: 5, noiseShare: 0.01 });
 * const [over, under] = cellsOf(run) as [never, never];
 * const said = { source: "gauntlet", sentence: "One gives more", expects: "more" as const };
 * const claims = [{ id: "more", of: [over, under] as [never, never], ...said }];
 * const profile = { ...run.plan.profile, blocks: 3, blocksMax: 20 };
 * const byLooks = { ...run, plan: { ...run.plan, profile, claims } };
 * console.log(compareAsClaimed(run, [over, under]).confidence); // 0.95
 * console.log(compareAsClaimed(byLooks, [over, under]).confidence); // 0.99
 * ```
 */
export function compareAsClaimed(
  run: Run,
  cells: readonly [Cell, Cell],
  given: Asked = {},
): Comparison {
  const { measure = "throughputRps", afterBlock: chosenBy } = given;
  const said = claimOf(run, cells, measure);
  const deltaShare = given.deltaShare ?? said.deltaShare;
  const asked = { deltaShare, expects: given.expects ?? said.expects, afterBlock: chosenBy };
  const looked = goesByLooks(run.plan)
    ? standingOf(ridersOf(run, measure), cells, asked, { closing: true })
    : null;
  const { estimate = null, judgement, look = 0 } = looked?.standing ?? {};
  if (looked === null || estimate === null) return compare(run, ...cells, { measure, deltaShare });
  const alpha = judgement!.verdict === "not measured" ? ALPHA : judgement!.alpha;
  const pair = {
    ...looked.pair,
    blocks: looked.pair.blocks.slice(0, look),
    differences: looked.pair.differences.slice(0, look),
  };
  const comparison = compareWith(
    () => ({ pair, estimate }),
    run,
    cells,
    distinctCellLabels([...cells], run),
    { measure, deltaShare, alpha },
  );
  const { afterBlock } = looked;
  const chosen = afterBlock === undefined ? {} : { afterBlock };
  if (alpha === ALPHA) return { ...comparison, ...chosen };
  const reason = `${comparison.reason} This is the look after ${look} ${
    afterBlock === undefined ? "" : "such "
  }blocks, one of ${LOOKS.length} that share the usual 5 %.`;
  return { ...comparison, ...chosen, reason };
}

/** What the plan's claim of two cells says of them, so that a figure is judged as the claim is. */
function claimOf({ plan }: Run, cells: readonly [Cell, Cell], measure: Measure): Asked {
  const [over, under] = cells.map(cellKey);
  const claim = plan.claims?.find(({ of, measure: own = "throughputRps" }) =>
    Array.isArray(of) && own === measure && cellKey(of[0]) === over && cellKey(of[1]) === under
  );
  return claim ? { deltaShare: claim.deltaShare, expects: claim.expects } : {};
}
