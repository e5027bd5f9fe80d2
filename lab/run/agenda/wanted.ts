/** Which cells the next block still needs: those of claims that are open. */
import { cellKey } from "../../analysis/tables/cells.ts";
import { LOOKS, type LooksOptions, type Standing } from "../../analysis/judgement/looks.ts";
import { type Asked, standingOf } from "../../analysis/comparing/looked.ts";
import type { Measure } from "../../analysis/comparing/measure.ts";
import { type Rider, ridersOf, type RunPair } from "../../analysis/comparing/pairs.ts";
import { winnersOf } from "../../analysis/best/winners.ts";
import { seededRandom } from "../../nouns/random.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { BestCells } from "../../nouns/registered.ts";
import type { Trial } from "../../nouns/trial.ts";
import { partnersTogether } from "./partners.ts";

/** Two cells that a claim compares. */
export interface ClaimedPair extends Asked {
  over: Cell;
  under: Cell;
  /** The claim's. */
  id?: string;
  /** Where the two are the best of their groups so far: the cells that may be it. */
  among?: Cell[];
}

/** A claim's pair and where it stands. */
export interface ClaimStanding extends ClaimedPair {
  /** `null`: the plan does not measure one of its cells. */
  standing: Standing | null;
  /** Whether further blocks may decide it. */
  open: boolean;
  /** Of two that were chosen: whether other blocks judge them than those that chose. */
  isFresh?: boolean;
}

export interface Wanted {
  /** One entry a claimed pair, in their order. */
  claims: ClaimStanding[];
  /** What to measure next, each cell once, partners of a pair next to each other. */
  cells: Cell[];
}

/**
 * Where the claims of a plan stand, and the cells that the next block is for: all of them for as many
 * blocks as the profile asks, then those of pairs that are neither different nor equivalent and may still
 * become so.
 *
 * A pair is looked at after 5, 10, 20, 40 and 80 blocks that had both its cells, at the confidence of one
 * look of several; one that a look decides, or the last look leaves open, wants no more blocks. Pairs
 * between looks go on. All pairs of the run steady a claimed one, with the blocks that they have. Two that
 * were chosen as the best of their groups are looked at by the blocks that come after the choice.
 *
 * The order is by lot, from the seed of the plan and the number of the block. Nothing is remembered
 * from one call to the next: a run that is resumed goes on alike.
 *
 * @param plan what is measured at all; a claim on another cell wants nothing
 * @param trials all so far, in whole blocks
 * @throws when the looks are not whole numbers of at least 3 that grow
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { wantedCells } from "lab/run/agenda/wanted.ts";
 * const { plan, trials, ...run } = fixtureRun({ blocks: 5, noiseShare: 0.005 });
 * const [over, under] = cellsOf({ plan, trials, ...run });
 * const { claims, cells } = wantedCells(plan, trials, [{ over: over!, under: under! }]);
 * console.log(claims[0]!.standing!.judgement.verdict, cells.length); // different 0
 * ```
 */
export function wantedCells(
  plan: Pick<Plan, "trials" | "profile" | "seed">,
  trials: readonly Trial[],
  claimed: readonly ClaimedPair[],
  options: LooksOptions = {},
): Wanted {
  const everything = plan.trials.filter(({ block }) => block === 1).map(({ cell }) => cell);
  const ridersFor = new Map<Measure, Map<string, Rider>>();
  const claims = claimed.map((claim): ClaimStanding => {
    const { measure = "throughputRps" } = claim;
    if (!holdsBoth(everything, claim)) {
      return { ...claim, standing: null, open: false };
    }
    if (!ridersFor.has(measure)) ridersFor.set(measure, ridersOf({ plan, trials }, measure));
    const { over, under } = claim;
    const { pair, standing, open, afterBlock } = standingOf(
      ridersFor.get(measure)!,
      [over, under],
      claim,
      options,
    );
    const fresh = claim.afterBlock === undefined ? {} : { isFresh: afterBlock !== undefined };
    return { ...claim, ...fresh, standing, open: open && !isHopeless(pair, options) };
  });
  const blocksDone = Math.max(0, ...trials.map(({ block }) => block));
  return {
    claims,
    cells: blocksDone < plan.profile.blocks ? everything : partnersTogether(
      claims.filter(({ open }) => open),
      seededRandom(plan.seed + blocksDone + 1),
    ),
  };
}

/**
 * The claims of a plan that compare two cells which it measures; a cell and itself, where it rides twice. Of
 * claims on the best of some cells the two that are it, by the blocks that every cell rides in: until these
 * are over, by what there is of them.
 *
 * @param trials all so far
 */
export function claimedPairs(
  { claims = [], ...plan }: Pick<Plan, "claims" | "trials" | "profile">,
  trials: readonly Trial[] = [],
) {
  const everything = plan.trials.filter(({ block }) => block === 1).map(({ cell }) => cell);
  const keys = new Set(everything.map(cellKey));
  const measured = (cells: readonly Cell[]) => cells.filter((cell) => keys.has(cellKey(cell)));
  return claims.flatMap(({ id, of, measure, deltaShare, expects }): ClaimedPair[] => {
    if (typeof of === "string") return [];
    const asked = { id, measure: measure as Measure, deltaShare, expects };
    const claim = Array.isArray(of) ? { ...asked, over: of[0], under: of[1] } : bestPair(of.best);
    return claim && holdsBoth(everything, claim) ? [{ ...asked, ...claim }] : [];
  });

  function bestPair(best: BestCells["best"]) {
    const [over, under] = [measured(best.over), measured(best.under)];
    if (over.length === 0 || under.length === 0) return null;
    const run = { trials, plan: { profile: plan.profile, claims } };
    return { ...winnersOf(run, { over, under }), among: [...over, ...under] };
  }
}

/** Whether none of so many blocks as a first look takes had both: more of them are unlikely to. */
const isHopeless = ({ differences }: RunPair, { looks = LOOKS }: LooksOptions): boolean =>
  differences.length >= Math.min(looks[0]!, LOOKS[0]!) &&
  differences.every((difference) => difference === null);

function holdsBoth(cells: readonly Cell[], { over, under }: ClaimedPair): boolean {
  const places = (cell: Cell) => cells.filter((each) => cellKey(each) === cellKey(cell)).length;
  return cellKey(over) === cellKey(under)
    ? places(over) > 1
    : places(over) > 0 && places(under) > 0;
}
