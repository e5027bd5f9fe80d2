/** A claim as it was judged: what the ledger keeps. */
import { z } from "zod";
import { ClaimSource, Expectation, PublishedRatio } from "./said.ts";
import { Cell } from "./cell.ts";

export { ClaimSource, Expectation, PublishedRatio };

/** In the order in which they are told. `undecided`: measured, and the blocks cannot tell. */
export const ClaimVerdict = z.enum(["holds", "fails", "undecided", "not measured"]);
export type ClaimVerdict = z.infer<typeof ClaimVerdict>;

/**
 * When a claim was registered: `before` the run that it is judged on was measured, `after` that, or
 * `never`: it was thought of when the data had been seen.
 */
export const Registered = z.enum(["before", "after", "never"]);
export type Registered = z.infer<typeof Registered>;

/** The source of what the lab claims itself. */
export const OWN_SOURCE = "gauntlet";

/** What a comparison compares: enough to compute it again from the trials of the run. */
export const Compared = z.strictObject({
  measure: z.string(),
  over: Cell,
  under: Cell,
  /** Where the two were chosen as the best by the blocks up to this one: they are compared by later ones. */
  afterBlock: z.int().positive().optional(),
});
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
  /** Of that interval, where it is not 0.95: one look of several at a run that went by looks. */
  confidence: z.number().gt(0).lt(1).optional(),
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
  /** Why it bears a mark, a sentence: its trials may not have been steady. */
  mark: z.string().nullable().default(null),
  /** `null`: the value is no comparison of two cells. */
  compared: Compared.nullable().default(null),
  /** The version of the method that judged it; older ledgers do not tell theirs. */
  methodVersion: z.int().positive().default(1),
  published: PublishedRatio.nullable(),
  /** Older ledgers know of no registered claims. */
  registered: Registered.default("never"),
  experiment: z.string(),
  runId: z.string(),
  profile: z.string(),
  /** Of the run: whose machine it was, and what kind of machine. */
  machineId: z.string(),
  machine: z.string(),
  /** The code that measured it, and the servers' Python; `null`: not known, or none of it was run. */
  codeHash: z.string().nullable().default(null),
  python: z.string().nullable().default(null),
});
export type Claim = z.infer<typeof Claim>;
