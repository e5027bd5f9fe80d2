/** Which block a fleet may begin while others are under way: one that none of them can change. */
import { LOOKS } from "../analysis/judgement/looks.ts";
import { cellKey } from "../nouns/cell.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { seededRandom } from "../nouns/random.ts";
import type { RunEnd } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import { blockOf } from "../run/agenda/agenda.ts";
import { enough, type NextBlock } from "../run/agenda/enough.ts";
import { partnersTogether } from "../run/agenda/partners.ts";
import type { ClaimStanding } from "../run/agenda/wanted.ts";
import type { Clock } from "../run/clock.ts";

export type Next =
  | ({ state: "block" } & NextBlock)
  /** What is under way may decide whether there is one, and of which cells. */
  | ({ state: "wait" } & NextBlock)
  | ({ state: "end"; reason: RunEnd["reason"] } & NextBlock);

/** Blocks under way, with what they measure. */
export type UnderWay = ReadonlyMap<number, readonly PlannedTrial[]>;

/**
 * The next block that may be begun. It is the very one that a single machine would measure in that place:
 * as long as all cells ride, any; then one before the next look at an open claim, since between looks
 * nothing is decided. A look waits until every block before it is in hand.
 *
 * @param trials what is in hand; a block that is there at all counts as measured
 * @param underWay blocks that some machine measures, none of which is in `trials`
 * @param clock as one machine would have it: a trial takes as long as it takes
 */
export function nextBlock(
  plan: Plan,
  trials: Trial[],
  underWay: UnderWay,
  clock: Pick<Clock, "elapsedS" | "trialS">,
): Next {
  const inHand = new Set(trials.map(({ block }) => block));
  let block = 1;
  while (inHand.has(block) || underWay.has(block)) block++;
  const before = trials.filter((trial) => trial.block < block);
  const pending = [...underWay].filter(([number]) => number < block);
  const hasAll = block > plan.profile.blocks;
  // Who is chosen as the best of a grid follows from all blocks in which everything rides.
  const isChoosing = hasAll && pending.some(([number]) => number <= plan.profile.blocks);
  const next = blockOf(plan, block, before);
  if (isChoosing || (hasAll && next.claims.some((claim) => isLookedAt(claim, before, pending)))) {
    return { state: "wait", ...next };
  }
  const reason = enough(plan, before, next, clock);
  if (reason !== null) {
    return pending.length > 0 ? { state: "wait", ...next } : { state: "end", reason, ...next };
  }
  const isClaims = hasAll && next.claims.length > 0;
  return { state: "block", ...next, trials: isClaims ? inOrder(plan, next) : next.trials };
}

/** Whether a look at an open claim is due once the blocks under way are in hand. */
function isLookedAt(
  { over, under, open, standing, afterBlock = 0 }: ClaimStanding,
  before: readonly Trial[],
  pending: readonly (readonly [number, readonly PlannedTrial[]])[],
): boolean {
  if (!open || pending.length === 0) return false;
  const [first, second] = [cellKey(over), cellKey(under)];
  const rides = (trials: readonly Pick<PlannedTrial, "cell">[]) => {
    const keys = trials.map(({ cell }) => cellKey(cell));
    return first === second
      ? keys.filter((key) => key === first).length > 1
      : keys.includes(first) && keys.includes(second);
  };
  const later = [
    ...Map.groupBy(before, ({ block }) => block),
    ...pending,
  ].filter(([block, ofBlock]) => block > afterBlock && rides(ofBlock));
  const look = LOOKS.find((each) => each > (standing?.look ?? 0));
  return look !== undefined && later.length >= look;
}

/** By lot, from the seed and the number of the block, whatever is in hand. */
function inOrder({ seed }: Plan, { block, trials, claims }: NextBlock): PlannedTrial[] {
  const order = partnersTogether(claims.filter(({ open }) => open), seededRandom(seed + block));
  const keys = order.map(cellKey);
  return trials.toSorted((a, b) => keys.indexOf(cellKey(a.cell)) - keys.indexOf(cellKey(b.cell)));
}
