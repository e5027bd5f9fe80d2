/** Which shape of its workload's SQL a cell asked: by what it was told, or by what was counted of it. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { trialsOf } from "./cells.ts";

const shapesOf = ({ plan }: Run, { scenario }: Cell): Record<string, string> =>
  plan.workloads[scenario.workload]?.shapes ?? {};

/** Whether the workload of a cell tells shapes of SQL apart. */
export const hasShapes = (run: Run, cell: Cell): boolean =>
  Object.keys(shapesOf(run, cell)).length > 0;

/** The shape that an option of a cell names; `null` where none does. */
export function shapeByOption(run: Run, cell: Cell): string | null {
  const shapes = shapesOf(run, cell);
  return Object.values(cell.settings.options ?? {}).find((value) => Object.hasOwn(shapes, value)) ??
    null;
}

/** Statements that fewer requests than this need are upkeep. */
const USUAL_SHARE = 0.5;

/** The shape of the first statement that most requests send and that is one, the most time first. */
export function shapeByReceipt(run: Run, cell: Cell): string | null {
  // What was asked was asked in an invalid trial too.
  const trials = trialsOf(run, cell, { invalid: "include" });
  const leastOkCount = Math.min(...trials.map(({ outcome }) => outcome.okCount));
  const shapes = Object.entries(shapesOf(run, cell))
    .map(([name, pattern]) => ({ name, pattern: new RegExp(pattern, "is") }));
  const usual = trials.flatMap(({ outcome }) => outcome.receipt?.statements ?? [])
    .filter(({ callCount }) => callCount >= USUAL_SHARE * leastOkCount);
  for (const { sql } of usual) {
    const found = shapes.find(({ pattern }) => pattern.test(sql.replaceAll('"', "")));
    if (found) return found.name;
  }
  return null;
}
