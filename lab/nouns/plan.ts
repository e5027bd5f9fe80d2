/** What an experiment asks within one of its profiles, and the hash that it is known by. */
import { createHash } from "node:crypto";
import { cellKey, keyOf } from "./cell.ts";
import type { Cell, Experiment, Profile, ProfileName, RegisteredClaim } from "./types.ts";

/**
 * The cells and the time of a profile. The quick one measures the cells that it names; where it names
 * none, those of the headline claims; where these are of no cells, all.
 *
 * @example
 * ```ts
 * import { fixtureCell } from "lab/analysis/fixtures.ts";
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

/** The cells of the headline claims, in the experiment's order: each once, of twins both. */
function headlineCells({ cells, claims = [] }: Experiment): Cell[] {
  const riders = new Map<string, number>();
  for (const { headline, of } of claims) {
    if (!headline || typeof of === "string") continue;
    const [over, under] = of.map(cellKey);
    for (const key of [over!, under!]) {
      riders.set(key, Math.max(riders.get(key) ?? 0, over === under ? 2 : 1));
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
