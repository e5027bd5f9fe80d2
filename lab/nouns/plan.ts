/** What an experiment asks within one of its profiles, and the hash that it is known by. */
import { z } from "zod";
import { Cell } from "./cell.ts";
import { Experiment, Profile, PROFILE_NAMES, ProfileName, WantedPrecision } from "./experiment.ts";
import { count, name, quantity, variantName } from "./fields.ts";
import { RegisteredClaim } from "./registered.ts";
import { parameters } from "./scenario.ts";
import { createHash } from "node:crypto";
import { cellKey, keyOf } from "./cell.ts";

/** One trial as planned: its place in the run and what it measures. */
export const PlannedTrial = z.strictObject({
  trial: z.int().min(1),
  block: z.int().min(1),
  cell: Cell,
});
export type PlannedTrial = z.infer<typeof PlannedTrial>;

/** Bounds within which what a request does to the database should lie. */
const expected = z.strictObject({ least: quantity, most: quantity });

/** What the plan knows of a variant, so that whoever reads the run need not have it. */
export const VariantFacts = z.strictObject({
  title: z.string(),
  runtime: z.string(),
  model: z.enum(["sync", "async", "unknown"]),
  /** Of `name@REVISION`: what the revision was. */
  commit: z.string().optional(),
});
export type VariantFacts = z.infer<typeof VariantFacts>;

/** What the plan knows of a workload. */
export const WorkloadFacts = z.strictObject({
  title: z.string(),
  /** What the size counts; `null` where there is no database. */
  unit: z.string().nullable(),
  /** Shapes of SQL, and the regular expression by which each is known in a receipt. */
  shapes: z.record(z.string(), z.string()),
});
export type WorkloadFacts = z.infer<typeof WorkloadFacts>;

/** What one request of a scenario should do, by its workload. */
export const EndpointFacts = z.strictObject({
  workload: name,
  endpoint: z.string(),
  parameters: parameters.optional(),
  size: count,
  /** `null`: it touches no database. */
  database: z.strictObject({ statements: expected, rows: expected.nullable() }).nullable(),
  /** Of its requests, the share that changes rows; absent where none does. */
  writesShare: z.number().positive().max(1).optional(),
  /** Services that it calls. */
  services: z.array(z.string()),
});
export type EndpointFacts = z.infer<typeof EndpointFacts>;

/** One execution of an experiment, decided before it starts. */
export const Plan = z.strictObject({
  experiment: name,
  question: z.string(),
  profileName: z.enum(PROFILE_NAMES),
  profile: Profile,
  seed: count,
  /** SHA-256 of cells, profile and claims: a run is stale when the experiment's no longer matches. */
  planHash: z.string(),
  /** Trials up to `blocksMax`. What a block does not want is not measured: its numbers are gaps. */
  trials: z.array(PlannedTrial),
  precision: WantedPrecision.optional(),
  /** As they were registered before the first trial. */
  claims: z.array(RegisteredClaim).optional(),
  /** Variants that this machine cannot run, with what they need; their cells are not in `trials`. */
  unavailable: z.array(z.strictObject({ variant: variantName, needs: z.string() })),
  variants: z.record(z.string(), VariantFacts),
  workloads: z.record(name, WorkloadFacts),
  endpoints: z.array(EndpointFacts),
});
export type Plan = z.infer<typeof Plan>;

/**
 * The cells and the time of a profile. The quick one measures the cells that it names; where it names
 * none, those of the headline claims; where these are of no cells, all.
 *
 * @example
 * ```ts
 * import { fixtureCell } from "lab/analysis/fixtures/runs.ts";
 * import { profileOf } from "lab/nouns/plan.ts";
 * const cells = [fixtureCell("alpha-sync", 1, 5)];
 * const full = { blocks: 5, warmUpS: 1, windowS: 4 };
 * const experiment = { name: "small", question: "?", cells, quick: { ...full, blocks: 3 }, full };
 * console.log(profileOf(experiment, "quick").profile.blocks); // 3
 * ```
 */
export function profileOf(experiment: Experiment, name: ProfileName) {
  const { cells: _cells, ...profile }: Profile & { cells?: Cell[] } = experiment[name];
  const cells = name === "quick"
    ? experiment.quick.cells ?? headlineCells(experiment)
    : experiment.cells;
  return { profile: profile as Profile, cells };
}

/** The cells of the headline claims, in the experiment's order: each once, of twins both, and of a best all that may be it. */
function headlineCells({ cells, claims = [] }: Experiment): Cell[] {
  const riders = new Map<string, number>();
  for (const { headline, of } of claims) {
    if (!headline || typeof of === "string") continue;
    const [over, under] =
      (Array.isArray(of) ? of.map((cell) => [cell]) : [of.best.over, of.best.under])
        .map((group) => new Set(group.map(cellKey)));
    for (const key of over!.union(under!)) {
      riders.set(key, Math.max(riders.get(key) ?? 0, over!.has(key) && under!.has(key) ? 2 : 1));
    }
  }
  if (riders.size === 0) return cells;
  return cells.filter((cell) => {
    const wanted = riders.get(cellKey(cell)) ?? 0;
    riders.set(cellKey(cell), wanted - 1);
    return wanted > 0;
  });
}

/**
 * What identifies the work of a profile: its cells in their order, its times, and the claims that were
 * registered for it, if any. A run whose plan has another hash answers another question; a shorter
 * budget only answers it less well. Neither the order of fields nor a field that is not set makes a
 * difference.
 */
export function planHash(
  cells: Cell[],
  { budgetMin: _patience, ...profile }: Profile,
  claims: readonly RegisteredClaim[] = [],
): string {
  // Runs from before there were claims keep the hash that they have.
  const identity = claims.length === 0 ? [cells, profile] : [cells, profile, claims];
  return createHash("sha256").update(keyOf(identity)).digest("hex");
}
