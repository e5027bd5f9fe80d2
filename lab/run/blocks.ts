/** The loop of a run: block by block, what is still wanted, until there is enough of it. */
import { LOOKS } from "../analysis/judgement/looks.ts";
import { goesByLooks } from "../analysis/comparing/looked.ts";
import { validityOf } from "../analysis/comparing/validity.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import type { RunEnd } from "../nouns/run.ts";
import type { CompletedTrial, Trial } from "../nouns/trial.ts";
import { type Agenda, agendaOf } from "./agenda/agenda.ts";
import { asRun } from "./agenda/enough.ts";
import { claimProgress } from "./agenda/claim-progress.ts";
import { type Clock, clockOf } from "./clock.ts";
import type { RunnerEvent } from "./protocol.ts";
import type { Phase } from "./trial.ts";
import { type ClaimStanding, wantedCells } from "./agenda/wanted.ts";

export interface BlocksOptions {
  /** Measures a trial and keeps it; `null`: it was told to stop. */
  measure: (planned: PlannedTrial, onPhase: (phase: Phase) => void) => Promise<Trial | null>;
  tell: (event: RunnerEvent) => void;
  runId: string;
  signal?: AbortSignal;
  clock?: Clock;
}

export interface MeasuredBlocks {
  /** Those that were there among them. */
  trials: Trial[];
  /** `null`: it was told to stop. */
  reason: RunEnd["reason"] | null;
}

/**
 * Measures what a plan still wants.
 *
 * @param done what the run has already, of a block that was cut off perhaps only a part; those of them
 *   that failed are measured again
 */
export async function measureBlocks(
  plan: Plan,
  done: readonly Trial[],
  { measure, tell, runId, signal, clock = clockOf(plan) }: BlocksOptions,
): Promise<MeasuredBlocks> {
  const trials = done.filter(({ outcome }) => outcome.state === "completed");
  let agenda = firstAgenda(plan, done, trials, clock);
  const leftCount = () => agenda.trials.length + agenda.laterCount;
  tell({
    ...{ type: "run-started", runId, doneCount: trials.length },
    trialCount: trials.length + leftCount(),
    remainingS: clock.remainingS(leftCount()),
  });
  tellClaims();
  while (agenda.reason === null) {
    for (const [index, planned] of agenda.trials.entries()) {
      const { trial: number, cell } = planned;
      const count = leftCount() - index;
      const ofBlock = agenda.trials.length - index;
      const place = {
        place: trials.length + 1,
        // Blocks are whole: one that is begun is measured to its end.
        likelyCount: trials.length + Math.max(ofBlock, Math.min(count, clock.affordableCount())),
        mostCount: trials.length + ofBlock + agenda.laterMostCount,
      };
      const remainingS = () => clock.remainingS(count);
      const trial = signal?.aborted ? null : await measure(planned, (phase) =>
        tell({
          ...{ type: "trial-phase", trial: number, phase, cell },
          ...place,
          remainingS: remainingS(),
        }));
      if (trial === null) return { trials, reason: null };
      trials.push(trial);
      clock.trialEnded();
      tell({ ...endOf(trial, plan), ...place, remainingS: clock.remainingS(count - 1) });
    }
    agenda = agendaOf(plan, trials, clock);
    tellClaims();
  }
  return { trials, reason: agenda.reason };

  function tellClaims() {
    claimsAfter(plan, trials, agenda).forEach(tell);
  }
}

/**
 * Where the claims stand before a next block, as an event; none where there is nothing to say.
 *
 * @param next.reason why there is no next block; `null`: there is
 */
export function claimsAfter(
  plan: Plan,
  trials: Trial[],
  { block: next, claims: standing, reason }: Pick<Agenda, "block" | "claims" | "reason">,
): RunnerEvent[] {
  const block = next - 1;
  if (block < 1 || standing.length === 0) return [];
  const ifEnded = closed(plan, trials, standing);
  const run = asRun(plan, trials);
  const told = reason === null
    ? claimProgress(standing, block, run, ifEnded)
    : claimProgress(ifEnded, block, run);
  return [{ type: "claims", block, claims: told }];
}

/** As the claims of the run will be judged by whoever reads it; of what has too little, what it takes. */
function closed(plan: Plan, trials: Trial[], claims: readonly ClaimStanding[]): ClaimStanding[] {
  return wantedCells(plan, trials, claims, closingLooks(plan)).claims.map((claim, index) =>
    claim.standing?.judgement.verdict === "not measured" ? claims[index]! : claim
  );
}

/** Blocks that were decided beforehand are looked at once. */
const closingLooks = (plan: Plan) =>
  goesByLooks(plan) ? { closing: true } : { closing: true, looks: LOOKS.slice(-1) };

/** What failed before is tried again first: it may have been the machine, and not the server. */
function firstAgenda(
  plan: Plan,
  done: readonly Trial[],
  completed: Trial[],
  clock: Clock,
): Agenda {
  const failed = new Set(done.map(({ trial }) => trial));
  completed.forEach(({ trial }) => failed.delete(trial));
  const agenda = agendaOf(plan, [...done], clock);
  if (failed.size === 0) return agenda;
  const laterCount = agenda.reason === null ? agenda.trials.length + agenda.laterCount : 0;
  const again = plan.trials.filter(({ trial }) => failed.has(trial));
  const laterMostCount = agenda.reason === null ? agenda.trials.length + agenda.laterMostCount : 0;
  return { ...agenda, trials: again, laterCount, laterMostCount, reason: null };
}

/** What is told of a run that has ended; without a reason it was told to. */
export function runEnded(
  runId: string,
  trials: readonly Trial[],
  reason: RunEnd["reason"] | null,
): Extract<RunnerEvent, { type: "run-ended" }> {
  const failedCount = trials.filter(({ outcome }) => outcome.state === "failed").length;
  return {
    type: "run-ended",
    state: reason === null ? "stopped" : "completed",
    ...{ runId, reason, failedCount },
    completedCount: trials.length - failedCount,
  };
}

/** What is told of a trial that has ended. */
export function endOf(trial: Trial, plan: Plan) {
  const ended = { type: "trial-ended" as const, trial: trial.trial, cell: trial.cell };
  if (trial.outcome.state === "failed") {
    return { ...ended, throughputRps: null, failure: trial.outcome.reason, validity: null };
  }
  return {
    ...ended,
    throughputRps: trial.outcome.throughputRps,
    failure: null,
    validity: validityOf(trial as CompletedTrial, { plan }),
  };
}
