/** A claim as it was judged: what the ledger keeps. */
import { z } from "zod";
import { Cell } from "./types.ts";

/** What a claim says of its figure. `same`: by no more than its δ. */
export const Expectation = z.union([
  z.enum(["more", "less", "same"]),
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
]);
export type Expectation = z.infer<typeof Expectation>;

/** In the order in which they are told. `undecided`: measured, and the blocks cannot tell. */
export const ClaimVerdict = z.enum(["holds", "fails", "undecided", "not measured"]);
export type ClaimVerdict = z.infer<typeof ClaimVerdict>;

/** Who said it: a source of a study in `data/published`, anybody else by name, or the lab itself. */
export const ClaimSource = z.string().min(1);
export type ClaimSource = z.infer<typeof ClaimSource>;

/** The source of what the lab claims itself. */
export const OWN_SOURCE = "gauntlet";

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

/** What a comparison compares: enough to compute it again from the trials of the run. */
export const Compared = z.strictObject({ measure: z.string(), over: Cell, under: Cell });
export type Compared = z.infer<typeof Compared>;

const known = z.number().nullable();

/** A claim as it was judged on one run: an entry of the ledger. */
export const Claim = z.strictObject({
  /** Unique over all notebooks. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected words-in-kebab-case"),
  source: ClaimSource,
  sentence: z.string().min(1),
  expects: Expectation,
  verdict: ClaimVerdict,
  /** One sentence: why this verdict. */
  reason: z.string(),
  /** `null`: not measured, or too little to be told. */
  value: known,
  /** The interval's ends; `null`: not known, or without end. */
  low: known,
  high: known,
  /** `null`: the value is a ratio. */
  unit: z.string().nullable(),
  /** Blocks behind the value, where it is a comparison. */
  blocks: z.int().nonnegative().nullable(),
  /** Ratios within 1 ± this share make no difference that matters; `null` where none are compared. */
  deltaShare: z.number().positive().nullable().default(null),
  /** Why it is another than usual. */
  deltaReason: z.string().nullable().default(null),
  /** Of the comparison, two-sided, for no difference. */
  pValue: known.default(null),
  /** `null`: the value is no comparison of two cells. */
  compared: Compared.nullable().default(null),
  /** The version of the method that judged it; older ledgers do not tell theirs. */
  methodVersion: z.int().positive().default(1),
  published: PublishedRatio.nullable(),
  experiment: z.string(),
  runId: z.string(),
  profile: z.string(),
  /** Of the run: whose machine it was, and what kind of machine. */
  machineId: z.string(),
  machine: z.string(),
});
export type Claim = z.infer<typeof Claim>;
