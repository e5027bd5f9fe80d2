/** A named set of cells, the time that it gets, and its claims. */
import { z } from "zod";
import { Cell } from "./cell.ts";
import { name } from "./fields.ts";
import { Placement } from "./machines.ts";
import { RegisteredClaim } from "./registered.ts";

/** How much time an experiment gets. */
export const Profile = z.strictObject({
  /** Passes over all cells; each starts every server afresh. */
  blocks: z.int().min(1).max(100),
  /** Blocks are added up to here until no claim is open, or precise enough. Default: `blocks`. */
  blocksMax: z.int().min(1).max(1000).optional(),
  /** No block is begun that would likely end later than this after the first trial. */
  budgetMin: z.number().positive().max(1440).optional(),
  /** The warm-up, at the least: two mean latencies are too. */
  warmUpS: z.number().min(0.1).max(120),
  /** And at the most: until then it goes on while throughput or latency still move. */
  warmUpMaxS: z.number().min(0.1).max(600).optional(),
  /** The window, at the least: 3 s and five mean latencies are too. */
  windowS: z.number().min(0.2).max(600),
});
export type Profile = z.infer<typeof Profile>;

/** What an experiment wants to know, and how well: the engine adds blocks until it does. */
export const WantedPrecision = z.strictObject({
  /** The ratios that matter, the first cell over the second. */
  pairs: z.array(z.tuple([Cell, Cell])).min(1),
  /** The 95 % interval of each is to be this narrow: high ÷ low − 1. */
  widthShare: z.number().positive(),
});
export type WantedPrecision = z.infer<typeof WantedPrecision>;

export const PROFILE_NAMES = ["quick", "full"] as const;
export type ProfileName = typeof PROFILE_NAMES[number];

/** A named set of cells and the time that it gets: quick on a reader's machine, full for the record. */
export const Experiment = z.strictObject({
  name,
  question: z.string().min(1),
  cells: z.array(Cell).min(1),
  precision: WantedPrecision.optional(),
  /** Registered before they are measured. */
  claims: z.array(RegisteredClaim).optional(),
  quick: Profile.extend({
    /** The cells of the quick profile, where it cannot afford them all. */
    cells: z.array(Cell).min(1).optional(),
  }),
  full: Profile,
  /** Where its roles are, by names of `machines.json`; absent: all are here. */
  on: Placement.optional(),
});
export type Experiment = z.infer<typeof Experiment>;
