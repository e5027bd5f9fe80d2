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
});
export type Trial = z.infer<typeof Trial>;

export type CompletedTrial = Trial & { outcome: Extract<Outcome, { state: "completed" }> };
