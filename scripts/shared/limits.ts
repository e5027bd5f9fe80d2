/** How far a run may go: what `task run` was asked for, on a plan or on a run that there is. */
import { LOOKS } from "../../lab/analysis/judgement/looks.ts";
import { FEWEST_BLOCKS } from "../../lab/analysis/judgement/verdict.ts";
import { limitedTo } from "../../lab/nouns/blocks.ts";
import type { Plan } from "../../lab/nouns/plan.ts";
import type { RunEnd } from "../../lab/nouns/run.ts";
import { agendaOf } from "../../lab/run/agenda/agenda.ts";
import { claimedPairs } from "../../lab/run/agenda/wanted.ts";
import { readRun } from "../../lab/store/read.ts";
import { counted } from "../../lab/text/format.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { typed } from "../help.ts";
import { minutesTyped, wholeNumber } from "./arguments.ts";

/** What of it was asked for. */
export interface Asked {
  blocks?: number;
  minutes?: number;
  untilDecided?: boolean;
}

/** No claim is looked at after more. */
const LAST_LOOK = LOOKS.at(-1)!;

export function readAsked(
  values: { blocks?: string; minutes?: string; "until-decided"?: boolean },
): Asked {
  return {
    blocks: wholeNumber("blocks", values.blocks, { most: 1000 }),
    minutes: minutesTyped("minutes", values.minutes),
    untilDecided: values["until-decided"],
  };
}

/**
 * A plan that goes as far as was asked for; the plan itself where nothing was. Who names blocks gets
 * them, whatever time the experiment allows itself; who names only minutes, as many blocks as fit; who
 * wants claims decided, all that there are looks for. What is enough ends the run before.
 */
export function asFarAs(plan: Plan, { blocks, minutes, untilDecided = false }: Asked): Plan {
  if (blocks === undefined && minutes === undefined && !untilDecided) return plan;
  if (untilDecided && claimedPairs(plan).length === 0) {
    throw new GauntletError(
      `Cannot run "${plan.experiment}" until it is decided: it has no claim of two cells that this ` +
        `machine measures; use --blocks or --minutes`,
    );
  }
  if (untilDecided && blocks !== undefined && blocks < FEWEST_BLOCKS) {
    throw new GauntletError(
      `Cannot run "${plan.experiment}" until it is decided in ${
        counted(blocks, "block")
      }: no claim ` +
        `is decided by fewer than ${FEWEST_BLOCKS}; give --blocks ${
          LOOKS[0]
        } or more, or one of the ` +
        `two alone`,
    );
  }
  const most = Math.max(LAST_LOOK, plan.profile.blocksMax ?? plan.profile.blocks);
  return limitedTo(plan, { blocksMax: blocks ?? most, budgetMin: minutes ?? null });
}

/**
 * The plan to go on with a run by.
 *
 * @throws GauntletError when the run came to its end, and no more is asked for than it has
 */
export async function toResume(runId: string, asked: Asked): Promise<Plan> {
  const run = await readRun(runId);
  const plan = asFarAs(run.plan, asked);
  // What failed is tried again, whatever else is wanted.
  const failed = run.trials.some(({ outcome }) => outcome.state === "failed");
  if (run.end === null || failed) return plan;
  if (plan === run.plan) {
    throw new GauntletError(
      `Cannot resume "${runId}": ${WHY_ENDED[run.end.reason]}; for more use ` +
        `"${typed(`run --resume ${runId} --until-decided`)}", or --blocks or --minutes`,
    );
  }
  const { reason } = agendaOf(plan, run.trials, { elapsedS: () => 0, trialS: () => null });
  if (reason === null) return plan;
  const blocks = new Set(run.trials.map(({ block }) => block)).size;
  throw new GauntletError(
    reason === "blocks"
      ? `Cannot resume "${runId}": it has ${blocks} blocks already; ask for more`
      : `Cannot resume "${runId}": ${WHY_ENDED[reason]}, and more blocks would not change that; ` +
        `start a new run`,
  );
}

const WHY_ENDED: Record<RunEnd["reason"], string> = {
  blocks: "all its blocks are measured",
  precision: "it is as precise as was wanted",
  budget: "its time was spent",
  decided: "none of its claims is open",
};
