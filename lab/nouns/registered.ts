/** A claim as it is registered, before anything is measured. */
import { z } from "zod";
import { Cell } from "./cell.ts";
import { name } from "./fields.ts";
import { ClaimSource, Expectation, PublishedRatio } from "./said.ts";

/**
 * Two groups of cells, each of one scenario, of which the best of the one is compared with the best of the
 * other: those with the highest throughput, whatever is then compared. A group may be a single cell.
 */
export const BestCells = z.strictObject({
  best: z.strictObject({ over: z.array(Cell).min(1), under: z.array(Cell).min(1) }),
});
export type BestCells = z.infer<typeof BestCells>;

/**
 * A claim as it is registered, before anything is measured: a sentence, who says it, what it expects,
 * and of what.
 */
export const RegisteredClaim = z.strictObject({
  /** Unique over all notebooks. */
  id: name,
  source: ClaimSource,
  /** What is said, without a number: the numbers are the data's. */
  sentence: z.string().min(1),
  expects: Expectation,
  /**
   * Two cells of the experiment, the first over the second; the best of some over the best of others; or
   * the quantity that is judged, in words.
   */
  of: z.union([z.tuple([Cell, Cell]), BestCells, z.string().min(1)]),
  /** What of the two cells is compared: a field of a trial. Default `throughputRps`. */
  measure: z.string().optional(),
  /** Ratios of the two cells within 1 ± this share make no difference that matters. Default 0.1. */
  deltaShare: z.number().positive().max(1).optional(),
  /** Why it is another; without a reason it may not be. */
  deltaReason: z.string().min(1).optional(),
  published: PublishedRatio.optional(),
  /** What a quantity is counted in. */
  unit: z.string().optional(),
  /** Whether it is one of those that the experiment is for: the quick profile measures these. */
  headline: z.boolean().optional(),
});
export type RegisteredClaim = z.infer<typeof RegisteredClaim>;
