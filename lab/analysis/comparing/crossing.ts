/** Where one server passes another as something grows: rows, distance, load. */
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { significant } from "../../text/format.ts";
import type { Comparison } from "./compare.ts";
import { compareAsClaimed } from "./looked.ts";

/** Two cells of one scenario, and where it stands. */
export interface Station {
  x: number;
  over: Cell;
  under: Cell;
}

export interface Crossing {
  /** Those that were measured, the smallest x first. */
  stations: { x: number; comparison: Comparison }[];
  /** The neighbours between which the order surely turned; `null` where none did. */
  between: [number, number] | null;
  /** Where the line between their logarithms meets 1; `null` without such neighbours. */
  at: number | null;
  sentence: string;
}

/**
 * Between which stations the order of two servers turns. It turns where the first is surely less at one
 * and surely more at a later one, or the other way; what lies between them and is not decided is told.
 *
 * @param name of the two and of what grows, for the sentence: `{ over: "FastAPI", under: "Django", of: "quotes" }`
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { crossingOf } from "lab/analysis/comparing/crossing.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * const run = fixtureRun();
 * const [a, b] = cellsOf(run);
 * const names = { over: "one", under: "the other", of: "rows" };
 * console.log(crossingOf(run, [{ x: 1000, over: a!, under: b! }], names).between); // null
 * ```
 */
export function crossingOf(
  run: Run,
  stations: readonly Station[],
  name: { over: string; under: string; of: string },
): Crossing {
  const measured = stations.toSorted((a, b) => a.x - b.x)
    .map(({ x, over, under }) => ({ x, comparison: compareAsClaimed(run, [over, under]) }))
    .filter(({ comparison }) => comparison.verdict !== "not measured");
  const sure = measured.filter(({ comparison }) => comparison.verdict === "different");
  const turn = sure.findIndex(({ comparison }, index) =>
    index > 0 && (comparison.ratio > 1) !== (sure[index - 1]!.comparison.ratio > 1)
  );
  const pair = turn < 0 ? null : [sure[turn - 1]!, sure[turn]!] as const;
  const at = pair && meets(pair[0], pair[1]);
  return {
    stations: measured,
    between: pair && [pair[0].x, pair[1].x],
    at,
    sentence: sentenceOf(measured, sure, pair, at, name),
  };
}

type Measured = Crossing["stations"][number];

/** On log axes, where a straight line is a power law. */
function meets(a: Measured, b: Measured): number {
  const [ya, yb] = [Math.log(a.comparison.ratio), Math.log(b.comparison.ratio)];
  const share = ya / (ya - yb);
  const log = (x: number) => Math.log(Math.max(x, 1e-9));
  return a.x <= 0 ? a.x + share * (b.x - a.x) : Math.exp(log(a.x) + share * (log(b.x) - log(a.x)));
}

function sentenceOf(
  measured: readonly Measured[],
  sure: readonly Measured[],
  pair: readonly [Measured, Measured] | null,
  at: number | null,
  { over, under, of }: { over: string; under: string; of: string },
): string {
  const open = measured.length - sure.length;
  const left = open === 0 ? "" : ` At ${open} of ${measured.length} neither is surely ahead.`;
  if (measured.length === 0) return `Where ${over} and ${under} change places was not measured.`;
  if (pair !== null) {
    const [ahead, behind] = pair[1].comparison.ratio > 1 ? [over, under] : [under, over];
    return `${ahead} passes ${behind} between ${significant(pair[0].x)} and ${
      significant(pair[1].x)
    } ${of}, at about ${significant(at!, 2)}.${left}`;
  }
  if (sure.length === 0) return `Whether ${over} passes ${under} these blocks cannot tell.`;
  const [ahead, behind] = sure[0]!.comparison.ratio > 1 ? [over, under] : [under, over];
  const [from, to] = [sure[0]!, sure.at(-1)!].map(({ x }) => significant(x));
  return `${ahead} is ahead of ${behind} wherever the two can be told apart, ${
    from === to ? `at ${from}` : `from ${from} to ${to}`
  } ${of}.${left}`;
}
