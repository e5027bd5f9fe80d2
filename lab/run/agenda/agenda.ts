/** What a run measures next: the rest of a block, a new one, or nothing more and why. */
import { cellKey } from "../../analysis/tables/cells.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan, PlannedTrial } from "../../nouns/plan.ts";
import type { RunEnd } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import type { Clock } from "../clock.ts";
import { enough, type NextBlock } from "./enough.ts";
import { likelyTrials, mostTrials } from "./likely.ts";
import { claimedPairs, wantedCells } from "./wanted.ts";

export interface Agenda extends NextBlock {
  /** How many trials there will likely be after these. */
  laterCount: number;
  /** And how many there can be, at the most. */
  laterMostCount: number;
  /** Why nothing is measured any more; `null`: `trials` are. */
  reason: RunEnd["reason"] | null;
}

/**
 * The trials to measure next, in their order. It follows from the plan and from what is measured, and
 * from the clock only that the run ends: one that was interrupted goes on with the very same trials.
 *
 * @param trials all so far; the last block may be cut off
 */
export function agendaOf(
  plan: Plan,
  trials: Trial[],
  clock: Pick<Clock, "elapsedS" | "trialS">,
): Agenda {
  const last = Math.max(0, ...trials.map(({ block }) => block));
  const measured = new Set(trials.map(({ trial }) => trial));
  const underWay = last === 0
    ? null
    : blockOf(plan, last, trials.filter(({ block }) => block < last));
  const rest = underWay?.trials.filter(({ trial }) => !measured.has(trial)) ?? [];
  const next = rest.length > 0 ? { ...underWay!, trials: rest } : blockOf(plan, last + 1, trials);
  const reason = rest.length > 0 ? null : enough(plan, trials, next, clock);
  const [laterCount, laterMostCount] = reason === null
    ? [likelyTrials(plan, next), mostTrials(plan, next)]
    : [0, 0];
  return { ...next, reason, laterCount, laterMostCount };
}

/** What a block is for, by the whole blocks before it. */
function blockOf(plan: Plan, block: number, before: Trial[]): NextBlock {
  const planned = plan.trials.filter((trial) => trial.block === block);
  const pairs = claimedPairs(plan, before);
  if (pairs.length === 0) return { block, trials: planned, claims: [] };
  const { claims, cells } = wantedCells(plan, before, pairs);
  return {
    ...{ block, claims },
    trials: block <= plan.profile.blocks ? planned : chosen(planned, cells),
  };
}

/** The planned trials of such cells in the order of these; of twins the first one first. */
function chosen(planned: PlannedTrial[], cells: Cell[]): PlannedTrial[] {
  const left = [...planned];
  return cells.flatMap((cell) => {
    const place = left.findIndex((trial) => cellKey(trial.cell) === cellKey(cell));
    return place < 0 ? [] : left.splice(place, 1);
  });
}
