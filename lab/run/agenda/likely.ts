/** How much a run will likely still measure. */
import { cellKey } from "../../analysis/tables/cells.ts";
import type { Plan } from "../../nouns/plan.ts";
import type { NextBlock } from "./enough.ts";
import type { ClaimStanding } from "./wanted.ts";

/**
 * How many trials will likely follow those of a block: whole blocks while all cells are measured, then
 * each cell for as long as one of its claims is likely open. One that even the last look is unlikely to
 * decide takes all blocks that there are.
 */
export function likelyTrials(plan: Plan, { block, claims }: NextBlock): number {
  const { blocks, blocksMax = blocks } = plan.profile;
  const later = plan.trials.filter((trial) => trial.block > block);
  if (claims.length === 0) return later.length;
  const lastOf = new Map<string, number>();
  for (const claim of claims.filter(({ open }) => open)) {
    const more = moreBlocksOf(claim, block - 1);
    const last = more === null ? blocksMax : block - 1 + more;
    for (const key of [claim.over, claim.under].map(cellKey)) {
      lastOf.set(key, Math.max(last, lastOf.get(key) ?? 0));
    }
  }
  return later.filter((trial) =>
    trial.block <= Math.max(blocks, lastOf.get(cellKey(trial.cell)) ?? 0)
  ).length;
}

/**
 * How many trials can follow those of a block, at the most: whole blocks while all cells are measured, then
 * those of open claims to the last block that there may be.
 */
export function mostTrials(plan: Plan, { block, claims }: NextBlock): number {
  const later = plan.trials.filter((trial) => trial.block > block);
  if (claims.length === 0) return later.length;
  const wanted = new Set(
    claims.filter(({ open }) => open).flatMap(({ over, under }) => [over, under].map(cellKey)),
  );
  return later.filter((trial) =>
    trial.block <= plan.profile.blocks || wanted.has(cellKey(trial.cell))
  ).length;
}

/**
 * After how many more blocks an open claim will likely be decided; `null`: likely not even by the last
 * look; 0 where it is not open. Before the first look, until that one.
 */
export function moreBlocksOf(
  { standing, open, afterBlock = 0 }: ClaimStanding,
  blocksDone: number,
): number | null {
  if (!open || standing === null) return 0;
  if (standing.moreBlocks === null) return null;
  // Those that choose a best do not count yet.
  if (blocksDone < afterBlock) return standing.moreBlocks + afterBlock - blocksDone;
  // Said at the look; some blocks may have been measured since. Before the first, they are counted.
  const since = standing.look === 0 ? 0 : blocksDone - standing.look;
  return Math.max(1, standing.moreBlocks - since);
}
