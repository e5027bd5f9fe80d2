/** What an experiment asks within one of its profiles, and the hash that it is known by. */
import { createHash } from "node:crypto";
import { keyOf } from "./cell.ts";
import type { Cell, Experiment, Profile, ProfileName } from "./types.ts";

/**
 * The cells and the time of a profile.
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
  const cells = name === "quick" ? experiment.quick.cells ?? experiment.cells : experiment.cells;
  return { profile: profile as Profile, cells };
}

/**
 * What identifies the work of a profile: its cells in their order, and its times. A run whose plan has
 * another hash answers another question; a shorter budget only answers it less well. Neither the order
 * of fields nor a field that is not set makes a difference.
 */
export function planHash(cells: Cell[], { budgetMin: _patience, ...profile }: Profile): string {
  return createHash("sha256").update(keyOf([cells, profile])).digest("hex");
}
