/** Cells by name: `cells.stock`, or `cells.fewRows.stock`, and not the third of a list. */
import type { Cell } from "../nouns/cell.ts";

/** A cell, several, or a record of such. */
export type NamedCells = Cell | readonly NamedCells[] | { readonly [name: string]: NamedCells };

/**
 * All cells below a name, in the order in which they are written. A cell that is written twice is there
 * twice, and so its own twin; one under two names too.
 *
 * @example
 * ```ts
 * import { fixtureCell } from "lab/analysis/fixtures/runs.ts";
 * import { cellsIn } from "lab/plan/named.ts";
 * const stock = fixtureCell("gamma-sync", 1, 1);
 * console.log(cellsIn({ stock, more: { twin: stock, others: [fixtureCell("gamma-sync", 2, 1)] } }).length); // 3
 * ```
 */
export function cellsIn(named: NamedCells): Cell[] {
  if (Array.isArray(named)) return named.flatMap(cellsIn);
  // What is no cell either is left for the schema of the experiment to refuse by its place.
  if (typeof named !== "object" || named === null || "variant" in named) return [named as Cell];
  return Object.values(named as Record<string, NamedCells>).flatMap(cellsIn);
}
