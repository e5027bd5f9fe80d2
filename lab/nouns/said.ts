/** What can be said of a figure, by whom, and what was published for it. */
import { z } from "zod";

/** What a claim says of its figure. `same`: by no more than its δ. */
export const Expectation = z.union([
  z.enum(["more", "less", "same"]),
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
]);
export type Expectation = z.infer<typeof Expectation>;

/** Who said it: a source of a study in `data/published`, anybody else by name, or the lab itself. */
export const ClaimSource = z.string().min(1);
export type ClaimSource = z.infer<typeof ClaimSource>;

/** One throughput over another, as it was published in one table. */
export const PublishedRatio = z.strictObject({
  source: z.string(),
  table: z.string(),
  ratio: z.number().positive(),
  /** `Server, 1 worker`. */
  over: z.string(),
  under: z.string(),
});
export type PublishedRatio = z.infer<typeof PublishedRatio>;
