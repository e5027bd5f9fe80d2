/** "Did you mean", of runs: they are asked for by an id, and remembered by their experiment. */
import { distance } from "fastest-levenshtein";
import { GauntletError } from "../system/state.ts";
import { experimentIn } from "./folder.ts";

/**
 * A remedy that names the run that is closest to what was asked for, by its id or by its experiment.
 *
 * @example
 * ```ts
 * import { closestRun } from "lab/store/closest.ts";
 * const runs = ["2026-01-02-start-here-67911a", "2026-01-02-the-pool-37fcb1"];
 * console.log(closestRun("the-pol", runs)); // the closest is "2026-01-02-the-pool-37fcb1"
 * ```
 */
export function closestRun(asked: string, runIds: readonly string[]): string {
  const away = (id: string) =>
    Math.min(distance(asked, id), distance(asked, experimentIn(id) ?? id));
  // The newest of those that are as close.
  const [closest] = runIds.toReversed().map((id) => ({ id, away: away(id) }))
    .sort((a, b) => a.away - b.away);
  return closest === undefined
    ? 'it has none yet; measure one with "deno task run NAME"'
    : `the closest is "${closest.id}"`;
}

/**
 * Refuses what is no run of `data/runs`.
 *
 * @param doing what was to be done with it: `share`
 * @throws GauntletError with the run that is closest
 */
export function refuseUnlessRun(doing: string, asked: string, runIds: readonly string[]): void {
  if (runIds.includes(asked)) return;
  throw new GauntletError(
    `Cannot ${doing} "${asked}": data/runs has no such run; ${closestRun(asked, runIds)}`,
  );
}
