/** How `task reproduce` shares its minutes: among experiments, and in each to what decides its claims. */
import { FEWEST_BLOCKS } from "../../lab/analysis/judgement/verdict.ts";
import { LOOKS } from "../../lab/analysis/judgement/looks.ts";
import { limitedTo } from "../../lab/nouns/blocks.ts";
import { cellKey } from "../../lab/nouns/cell.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import type { Plan } from "../../lab/nouns/plan.ts";
import { type ClaimedPair, claimedPairs } from "../../lab/run/agenda/wanted.ts";
import { likelyTrialS } from "../../lab/run/windows.ts";

/** The database starts, and stops. */
const RUN_OVERHEAD_GUESS_S = 3;

/** Servers that are slower than was thought may take this much more; later experiments get less. */
const PATIENCE = 1.5;

/** A plan as it is to be measured, and what it will likely take in s. */
export interface Share {
  plan: Plan;
  likelyS: number;
}

/**
 * The first of some plans, cut to its share of the time. Every cell is measured once, for the figures.
 * Below three blocks nothing is said, so the next two are for as many claims as there is time for, the
 * headlines first, and for these alone: half of the claims decided is worth more than two blocks of all.
 * What is left then is for all claims that are open.
 *
 * Two that are the best of their groups are chosen by the first block, and compared by three later ones.
 *
 * Headlines of quantities need whole blocks, and cost the most: they get them where there is time for
 * everybody's headlines, else their experiment is treated like the others. One that has no claim of two
 * cells keeps its blocks, as many as its share holds.
 *
 * @param plans those still to be measured
 * @param leftS for all of them
 * @param slowness how much longer trials take than is likely by their profile: what was seen so far
 */
export function shareOf(plans: readonly [Plan, ...Plan[]], leftS: number, slowness = 1): Share {
  const [plan] = plans;
  const wants = wantsOf(plans, leftS, slowness);
  const [wholeOfAllS, forClaimsOfAllS] = (["wholeS", "forClaimsS"] as const)
    .map((of) => sumOf(wants, of)) as [number, number];
  const { wholeS, forClaimsS, trialS, keepsBlocks } = wants[0]!;
  const spareS = leftS - wholeOfAllS;
  const shareS = spareS < 0 || forClaimsOfAllS === 0
    ? leftS * wholeS / wholeOfAllS
    : wholeS + forClaimsS * spareS / forClaimsOfAllS;
  // What nobody else needs as a whole: for servers that are slower than was thought.
  const withPatience = (likelyS: number) =>
    minutesOf(Math.max(shareS, Math.min(spareS + wholeS, likelyS * PATIENCE)));
  if (keepsBlocks) {
    const profile = { ...plan.profile, budgetMin: withPatience(wholeS) };
    return { plan: { ...plan, profile }, likelyS: wholeS };
  }
  const moreBlocks = moreBlocksOf(plan);
  const kept = claimsThatFit(plan, (shareS - wholeS) / trialS / moreBlocks);
  const leastS = wholeS + cellsOf(kept).length * moreBlocks * trialS;
  const hasMore = shareS > leastS + cellsOf(claimedPairs(plan)).length * trialS;
  const limited = limitedTo(plan, {
    blocks: 1,
    blocksMax: hasMore ? LOOKS.at(-1)! : 1 + moreBlocks,
    budgetMin: hasMore ? minutesOf(shareS) : withPatience(leastS),
  });
  const keys = new Set(
    kept.flatMap(({ over, under, among = [over, under] }) => among.map(cellKey)),
  );
  const trials = limited.trials.filter(({ block, cell }) =>
    block === 1 || block > 1 + moreBlocks || keys.has(cellKey(cell))
  );
  return { plan: { ...limited, trials }, likelyS: hasMore ? shareS : leastS };
}

/** Above none, which a budget must be. */
const minutesOf = (s: number) => Math.max(1, s) / 60;

/** How many blocks a claim takes beside the first; that one is none of those that judge a best. */
const moreBlocksOf = (plan: Plan) =>
  claimedPairs(plan).some(({ among }) => among) ? FEWEST_BLOCKS : FEWEST_BLOCKS - 1;

interface Wants {
  trialS: number;
  /** Whether it is measured in whole blocks, */
  keepsBlocks: boolean;
  /** which take so long; else one block of all, */
  wholeS: number;
  /** and what more it would take to judge its headlines. */
  forClaimsS: number;
}

/**
 * Whether a plan has its share of a short time: what is claimed of it has a headline, or nothing is
 * claimed. An experiment without one is for whoever asks for it by its name.
 */
export const hasHeadline = ({ claims = [] }: Plan): boolean =>
  claims.length === 0 || claims.some(({ headline }) => headline);

/** What experiments want: those of quantities their blocks, if there is time for it. */
function wantsOf(plans: readonly Plan[], leftS: number, slowness: number): Wants[] {
  const [rich, poor] = [true, false].map((grids) =>
    plans.map((plan): Wants => {
      const trialS = slowness * likelyTrialS(plan.profile);
      const blockS = trialS * plan.trials.filter(({ block }) => block === 1).length;
      const pairs = headlinesFirst(plan);
      const keepsBlocks = pairs.length === 0 || (grids && hasQuantity(plan));
      const headlines = cellsOf(pairs.filter(({ isHeadline }) => isHeadline));
      return {
        ...{ trialS, keepsBlocks },
        wholeS: RUN_OVERHEAD_GUESS_S + blockS * (keepsBlocks ? plan.profile.blocks : 1),
        forClaimsS: keepsBlocks ? 0 : moreBlocksOf(plan) * headlines.length * trialS,
      };
    })
  ) as [Wants[], Wants[]];
  return leftS >= sumOf(rich, "wholeS") + sumOf(rich, "forClaimsS") ? rich : poor;
}

const sumOf = (wants: readonly Wants[], of: "wholeS" | "forClaimsS") =>
  wants.reduce((sum, want) => sum + want[of], 0);

const hasQuantity = ({ claims = [] }: Plan) =>
  claims.some(({ headline, of }) => headline && typeof of === "string");

/**
 * As many claims as a block of so many trials holds, one at the least: headlines before
 * others, and first those that share their cells with claims that are in already.
 */
function claimsThatFit(plan: Plan, trialCount: number): ClaimedPair[] {
  const kept: ClaimedPair[] = [];
  const left = headlinesFirst(plan);
  const countWith = (claim: ClaimedPair) => cellsOf([...kept, claim]).length;
  while (left.length > 0) {
    const [next] = left.toSorted((a, b) =>
      Number(b.isHeadline) - Number(a.isHeadline) || countWith(a) - countWith(b)
    );
    left.splice(left.indexOf(next!), 1);
    if (kept.length === 0 || countWith(next!) <= trialCount) kept.push(next!);
  }
  return kept;
}

/** In the order in which they are written; without headlines, all are. */
function headlinesFirst(plan: Plan): (ClaimedPair & { isHeadline: boolean })[] {
  const named = new Set(plan.claims?.filter(({ headline }) => headline).map(({ id }) => id));
  const pairs = claimedPairs(plan);
  const any = pairs.some(({ id }) => named.has(id!));
  return pairs.map((pair) => ({ ...pair, isHeadline: !any || named.has(pair.id!) }))
    .toSorted((a, b) => Number(b.isHeadline) - Number(a.isHeadline));
}

/**
 * Each cell as often as it rides: twins twice. Of a best it is not known yet which two they will be: those
 * that stand for them are as many, or more where two claims share one.
 */
function cellsOf(pairs: readonly ClaimedPair[]): Cell[] {
  const riders = new Map<string, Cell[]>();
  for (const { over, under } of pairs) {
    const isTwin = cellKey(over) === cellKey(under);
    for (const cell of [over, under]) {
      const known = riders.get(cellKey(cell)) ?? [];
      if (known.length < (isTwin ? 2 : 1)) riders.set(cellKey(cell), [...known, cell]);
    }
  }
  return [...riders.values()].flat();
}
