/** What the runner tells, as what a cell shows of it. */
import { mean } from "simple-statistics";
import { cellKey, cellLabel } from "../../analysis/tables/cells.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { Plan } from "../../nouns/plan.ts";
import { type ClaimProgress, decidedLine } from "../../run/agenda/claim-progress.ts";
import type { RunnerEvent } from "../../run/protocol.ts";
import { formatCount } from "../../text/format.ts";
import type { Guess } from "./guess.ts";
import type { Progress } from "./progress.ts";
import { timeLeft } from "./timeleft.ts";

/** A run that is being measured. */
export interface Watched {
  /** The state after an event; `null`: there is nothing to show yet. */
  after(event: RunnerEvent): Progress | null;
  /** The state at this moment. */
  now(): Progress | null;
  /** Trials that will likely be measured in all. */
  likelyCount(): number;
  elapsedS(): number;
}

/**
 * @param now seconds since some moment
 * @param guess what its trials will likely take; `null`: as the runner guesses
 */
export function watching(plan: Plan, now: () => number, guess: Guess | null = null): Watched {
  const started = now();
  const budgetS = (plan.profile.budgetMin ?? Infinity) * 60;
  let left = timeLeft(now, { budgetS });
  let standings: readonly ClaimProgress[] | undefined;
  let likelyCount = plan.trials.length;
  let mostCount = likelyCount;
  let place = 0;
  let what: string | null = null;
  const gave = new Map<string, number[]>();
  const ratios: number[] = [];
  let last = "";

  const state = (): Progress | null =>
    what === null ? null : {
      ...{ trial: Math.max(1, place), trialCount: likelyCount, what },
      trialCountMost: Math.max(likelyCount, mostCount),
      elapsedS: now() - started,
      ...{ leftS: left.leftS(), leftMostS: left.mostS(), leftWhy: left.why() },
      ...(standings === undefined ? {} : { claims: decidedLine(standings), standings }),
      ...(ratios.length === 0 ? {} : { throughputs: { ratios, last } }),
    };

  function ended(cell: Cell, rps: number): void {
    const of = [...(gave.get(cellKey(cell)) ?? []), rps];
    gave.set(cellKey(cell), of);
    ratios.push(rps / mean(of));
    last = `${cellLabel(cell)}: ${formatCount(rps)} requests/s`;
  }

  return {
    after(event) {
      if (event.type === "preparing") what ??= event.what;
      if (event.type === "run-started") {
        // What was waited for before says nothing of the trials.
        const count = event.trialCount - event.doneCount;
        const eachS = event.remainingS / Math.max(1, count);
        left = timeLeft(now, { budgetS, guess: { ...(guess ?? { firstS: eachS, eachS }), count } });
        likelyCount = mostCount = event.trialCount;
        place = event.doneCount;
      }
      if (event.type === "claims") standings = event.claims;
      if (event.type === "trial-phase") {
        if (event.place !== place) left.began(...moreAfter(event));
        ({ place, likelyCount, mostCount } = event);
        what = `${cellLabel(event.cell)}, ${event.phase}`;
      }
      if (event.type === "trial-ended") {
        left.ended(cellKey(event.cell), ...moreAfter(event));
        if (event.throughputRps !== null && event.throughputRps > 0) {
          ended(event.cell, event.throughputRps);
        } else {
          last = `${cellLabel(event.cell)}: ${event.failure === null ? "no answers" : "failed"}`;
        }
      }
      return state();
    },
    now: state,
    likelyCount: () => likelyCount,
    elapsedS: () => now() - started,
  };
}

/** How many trials will likely follow one, and can at the most. */
function moreAfter(
  { place, likelyCount, mostCount }: Extract<RunnerEvent, { type: "trial-phase" | "trial-ended" }>,
): [likely: number, most: number] {
  return [Math.max(0, likelyCount - place), Math.max(0, mostCount - place)];
}
