/** What the scalability figure draws: a panel a variant, with one curve or one a number of workers. */
import { cellKey, trialsOf } from "../analysis/tables/cells.ts";
import { hidesPeak, type UslCurve, uslOf } from "../analysis/models/curve.ts";
import { FEWEST_SIZES } from "../analysis/models/usl.ts";
import { counted } from "../text/format.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { QUIET, variantColour } from "./frame/theme.ts";

/** A curve, what it is called in words, and its colour. */
export interface Line {
  curve: UslCurve;
  name: string;
  colour: string;
}

export interface Panel {
  variant: string;
  name: string;
  threaded: boolean;
  lines: Line[];
  trials: CompletedTrial[];
  colourOf: (cell: Cell) => string;
}

/** The panel of one variant's cells. */
export function panelOf(
  run: Run,
  cells: Cell[],
  name: string,
  workersColour: (workers: number | null) => string,
): Panel {
  const { variant } = cells[0]!;
  const threaded = cells.some(({ settings }) => settings.threads !== null);
  const byWorkers = [...Map.groupBy(cells, ({ settings }) => settings.workers)];
  const apart = byWorkers.length > 1 && byWorkers.every(([, some]) => some.length >= FEWEST_SIZES);
  const lineOf = (some: Cell[], lineName: string, colour: string): Line => {
    const keys = new Set(some.map(cellKey));
    const curve = uslOf(run, variant, { where: (cell) => keys.has(cellKey(cell)) });
    return { curve, name: lineName, colour };
  };
  return {
    ...{ variant, name, threaded },
    lines: apart
      ? byWorkers.map(([workers, some]) =>
        lineOf(some, `${name}, ${workersLabel(workers)}`, workersColour(workers))
      )
      : [lineOf(cells, name, threaded ? QUIET : variantColour(variant))],
    trials: cells.flatMap((cell) => trialsOf(run, cell)),
    colourOf: ({ settings }) =>
      settings.threads === null ? variantColour(variant) : workersColour(settings.workers),
  };
}

/** What the caption says of the curves. */
export function notesOf(lines: Line[], banded: boolean): string[] {
  const hidden = lines.filter(({ curve }) => !curve.fitsPoorly && hidesPeak(curve))
    .map(({ name }) => name);
  const bare = lines.filter(({ curve }) => curve.law === null).map(({ name }) => name);
  const poor = lines.filter(({ curve }) => curve.fitsPoorly);
  return [
    ...(bare.length > 0 ? [`No curve for ${bare.join(", ")}: it takes four sizes.`] : []),
    ...(hidden.length > 0
      ? [
        `No peak is named for ${
          hidden.join(", ")
        }: it takes six sizes, some on either side of all ` +
        `places where it may be.`,
      ]
      : []),
    ...poor.map(({ curve, name }) =>
      `${name}: a cell is ${
        Math.round(curve.misfitShare * 100)
      } % off the curve, more than noise ` +
      `explains; no peak is marked.`
    ),
    ...(banded || bare.length === lines.length ? [] : ["A band takes three blocks."]),
  ];
}

export const workersLabel = (workers: number | null) =>
  workers === null ? "workers unknown" : counted(workers, "worker");

/** The highest point of a panel; a band that reaches far is cut rather than flatten the rest. */
export function highestRps({ lines, trials }: Panel): number {
  const seen = Math.max(...trials.map(({ outcome }) => outcome.throughputRps));
  const bands = lines.flatMap(({ curve }) =>
    curve.band.map(({ high, throughputRps }) => high ?? throughputRps)
  );
  return Math.max(seen, Math.min(Math.max(...bands, 0), seen * 1.3)) * 1.08;
}
