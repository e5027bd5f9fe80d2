/** The proof that a migrated run is of the same experiment: its cells hash as they did. */
import { createHash } from "node:crypto";
import { experimentOf, findNotebooks } from "../../lab/notebook/source.ts";
import { planHash, profileOf } from "../../lab/nouns/plan.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import type { Profile } from "../../lab/nouns/experiment.ts";
import type { Plan } from "../../lab/nouns/plan.ts";

/** Each order of so many cells is tried in well under a second. */
const MOST_CELLS_TO_ORDER = 7;

/** The hash of version 1: of cells and profile as they were written, field by field. */
export function olderHash(cells: unknown[], { budgetMin: _patience, ...profile }: Profile): string {
  return createHash("sha256").update(JSON.stringify([cells, profile])).digest("hex");
}

/** What the proof goes by. */
export interface Claimed {
  /** Of version 2, but with its old hash. */
  plan: Plan;
  /** A cell as version 1 had it, its fields in their order. */
  older: (cell: Cell) => unknown;
}

/**
 * The hash that the plan has in version 2, or `null` where no list of cells hashes to its old one. Such
 * a list is the notebook's, by the notebook's order; or, where there is no such notebook, the cells of
 * the run's first block in some order.
 */
export async function provenHash({ plan, older }: Claimed): Promise<string | null> {
  const own = await notebookCells(plan);
  const lists = own ? [own] : [];
  const first = plan.trials.filter(({ block }) => block === 1).map(({ cell }) => cell);
  if (first.length <= MOST_CELLS_TO_ORDER) lists.push(...orders(first));
  const found = lists.find((cells) => olderHash(cells.map(older), plan.profile) === plan.planHash);
  return found ? planHash(found, plan.profile) : null;
}

async function notebookCells({ experiment, profileName }: Plan): Promise<Cell[] | null> {
  for (const notebook of await findNotebooks()) {
    if (notebook.name.replace(/^\d+-/, "") !== experiment) continue;
    const defined = await experimentOf(notebook);
    if (defined?.name === experiment) return profileOf(defined, profileName).cells;
  }
  return null;
}

/** Every order of some things. */
export function orders<T>(things: readonly T[]): T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first, index) =>
    orders(things.toSpliced(index, 1)).map((others) => [first, ...others])
  );
}
