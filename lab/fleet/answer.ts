/** What came of a block: its trials and what they were measured on, or why there are none. */
import type { PlannedTrial } from "../nouns/plan.ts";
import type { Trial } from "../nouns/trial.ts";
import { cellKey } from "../nouns/cell.ts";
import type { MeasuredOn } from "../run/parts.ts";
import { RunnerEvent } from "../run/protocol.ts";
import { lastWord } from "./environment.ts";
import type { FleetEvent } from "./protocol.ts";

export type Answer =
  | { state: "failed"; reason: string }
  | {
    state: "measured";
    on: MeasuredOn;
    trials: Trial[];
    /** What of it is not as it was planned, as a sentence's end; `null`: it is. */
    wrongFor: (planned: readonly PlannedTrial[]) => string | null;
  };

/**
 * Reads what a machine's runner said of a block. Half a block is none: its ratios would lack partners.
 *
 * @example
 * ```ts
 * import { answerOf } from "lab/fleet/answer.ts";
 * const event = { type: "block" as const, block: 1, worker: "tcp://10.0.0.6:4000", code: 1, log: "" };
 * const failed = { type: "failed", stopped: false, reason: "Cannot build \"mine\"" };
 * console.log(answerOf({ ...event, lines: [JSON.stringify(failed)] }));
 * // { state: "failed", reason: 'Cannot build "mine"' }
 * ```
 */
export function answerOf({ lines, code, log }: Extract<FleetEvent, { type: "block" }>): Answer {
  const events = lines.map((line) => RunnerEvent.parse(JSON.parse(line)));
  const failed = events.find(({ type }) => type === "failed");
  if (failed?.type === "failed") return { state: "failed", reason: failed.reason };
  const staged = events.find(({ type }) => type === "block-staged");
  if (staged?.type !== "block-staged" || events.at(-1)?.type !== "block-ended") {
    const reason = `its runner ended early with exit code ${code}: ${lastWord(log)}`;
    return { state: "failed", reason };
  }
  const trials = events.flatMap((event) => event.type === "trial-measured" ? [event.trial] : []);
  const { environment, variantHashes } = staged;
  return {
    ...{ state: "measured", on: { environment, variantHashes }, trials },
    wrongFor: (planned) => wrongOf(trials, planned, environment.machineId),
  };
}

function wrongOf(
  trials: readonly Trial[],
  planned: readonly PlannedTrial[],
  machineId: string,
): string | null {
  const keyOf = ({ trial, block, cell }: PlannedTrial) => `${block} ${trial} ${cellKey(cell)}`;
  const isWhole = trials.map(keyOf).sort().join("\n") === planned.map(keyOf).sort().join("\n");
  if (!isWhole) return "it handed over other trials than it was asked for";
  const elsewhere = trials.some((trial) => trial.machineId !== machineId);
  return elsewhere ? "it handed over trials of another machine" : null;
}
