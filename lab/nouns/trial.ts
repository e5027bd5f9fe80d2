/** One line of `trials.jsonl`. */
import { z } from "zod";
import { Cell } from "./cell.ts";
import { Outcome } from "./outcome.ts";

/** One line of `trials.jsonl`. */
export const Trial = z.strictObject({
  trial: z.int().min(1),
  block: z.int().min(1),
  cell: Cell,
  startedAt: z.iso.datetime(),
  outcome: Outcome,
  /**
   * Which machine measured it, of a run over several: its environment is in `run.json` or in the line of
   * `parts.jsonl` by which it joined. Absent where the run is of one machine.
   */
  machineId: z.string().optional(),
});
export type Trial = z.infer<typeof Trial>;

export type CompletedTrial = Trial & { outcome: Extract<Outcome, { state: "completed" }> };
