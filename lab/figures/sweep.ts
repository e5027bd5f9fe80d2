/** A measure over a number that grows: rows, milliseconds to the database, arrivals, threads. */
import * as Plot from "@observablehq/plot";
import type { Crossing } from "../analysis/comparing/crossing.ts";
import { type Measure, measuredValue } from "../analysis/comparing/measure.ts";
import { trialsOf } from "../analysis/tables/cells.ts";
import { measuredOf } from "../analysis/tables/measured.ts";
import type { Cell } from "../nouns/cell.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import { significant } from "../text/format.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { logTicks } from "./frame/layout.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";

/** One line: a server over all places. */
export interface SweepLine {
  name: string;
  cells: readonly Cell[];
}

export interface SweepOptions extends FigureOptions {
  lines: readonly SweepLine[];
  /** Where a cell stands. */
  x: (cell: Cell) => number;
  /** What x is, with its unit: `quotes in the table`. */
  xLabel: string;
  /** Default `throughputRps`. */
  measure?: Measure;
  /** What the measure is, with its unit. Default: `requests/s`. */
  yLabel?: string;
  /** Places at equal steps, each with its own name, where they are no scale: 0 has no logarithm. */
  xScale?: "log" | "steps";
  yScale?: "log" | "linear";
  /** Where the first line passes another, as `crossingOf` found; marked on a log scale. */
  crossing?: Crossing;
}

interface Dot {
  line: string;
  x: number;
  value: number;
  block: number;
  title: string;
}

/**
 * Small dots are trials, lines join the geometric means of the trials of each place. Where two are known
 * to change places, a ring marks about where.
 *
 * @throws when the run measured none of the cells
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { sweepFigure } from "lab/figures/sweep.ts";
 * const run = fixtureRun();
 * const figure = sweepFigure(run, {
 *   title: "More workers give more",
 *   lines: [{ name: "gamma", cells: cellsOf(run).filter(({ variant }) => variant === "gamma-sync") }],
 *   x: ({ settings }) => settings.workers ?? 1,
 *   xLabel: "workers",
 * });
 * console.log(figure.alt.startsWith("Line chart")); // true
 * ```
 */
export function sweepFigure(run: Run, options: SweepOptions): Figure {
  const { lines, x, xLabel, measure = "throughputRps", yLabel = "requests/s", crossing } = options;
  const cells = measuredOf(run, lines.flatMap((line) => line.cells));
  const dots = lines.flatMap(({ name, cells }): Dot[] =>
    cells.flatMap((cell) =>
      trialsOf(run, cell).flatMap(({ outcome, block }) => {
        const value = measuredValue(outcome, measure);
        return value === null ? [] : [{
          ...{ line: name, x: x(cell), value, block },
          title: `${name}, ${significant(x(cell))} ${xLabel}\nblock ${block}: ${
            significant(value)
          } ${yLabel}`,
        }];
      })
    )
  );
  if (dots.length === 0) {
    throw new NothingToShow(
      `Drawing a sweep of run ${run.runId}: it knows ${measure} of none of its cells.`,
    );
  }
  const means = [...Map.groupBy(dots, ({ line, x }) => `${line}\n${x}`).values()].map((some) => ({
    ...some[0]!,
    value: Math.exp(some.reduce((sum, { value }) => sum + Math.log(value), 0) / some.length),
  })).toSorted((a, b) => a.x - b.x);
  const names = lines.map(({ name }) => name).filter((name) =>
    dots.some(({ line }) => line === name)
  );
  const colours = new Map(
    names.map((name, index) => [name, levelColour(index, Math.max(2, names.length))]),
  );
  const crossed = crossing === undefined
    ? null
    : crossedAt(crossing, means.filter(({ line }) => line === names[0]));
  return figure({
    ...options,
    run,
    subtitle: `${yLabel} over ${xLabel}; ${
      scenarioLine(run, cells.map(({ scenario }) => scenario))
    }`,
    alt: `Line chart of ${yLabel} over ${xLabel}. ${
      names.map((name) =>
        `${name}: ${
          means.filter(({ line }) => line === name)
            .map(({ x, value }) =>
              `${significant(value)} at ${significant(x)}`
            ).join(", ")
        }.`
      ).join(" ")
    }${crossing === undefined ? "" : ` ${crossing.sentence}`}`,
    legend: [
      ...names.map((label) => ({ label, colour: colours.get(label)!, mark: "line" as const })),
      { label: "one trial", colour: QUIET, mark: "small dot" },
      ...(crossed === null ? [] : [{ label: "change places", colour: INK, mark: "ring" as const }]),
    ],
    notes: crossed === null
      ? []
      : ["Between places that were measured a line is a guess, and so is where two cross."],
    data: dots.map(({ line, x, value, block }) => ({
      ...{ line, [xLabel]: x, block },
      [yLabel]: value,
    })),
    panels: (width) => [draw({ dots, means, colours, crossed }, options, width)],
  });
}

/** A place of the figure. */
type Place = Pick<Dot, "x" | "value">;

/** Where a line stands at a crossing, straight between its neighbours on log scales. */
function crossedAt({ at, between }: Crossing, line: readonly Dot[]): Place | null {
  const [from, to] = (between ?? []).map((x) => line.find((dot) => dot.x === x));
  if (at === null || !from || !to || from.x <= 0) return null;
  const share = Math.log(at / from.x) / Math.log(to.x / from.x);
  return { x: at, value: from.value * (to.value / from.value) ** share };
}

interface Drawn {
  dots: Dot[];
  means: Dot[];
  colours: Map<string, string>;
  crossed: Place | null;
}

function draw(
  { dots, means, colours, crossed }: Drawn,
  { xLabel, yLabel = "requests/s", xScale = "log", yScale = "log" }: SweepOptions,
  width: number,
): Drawing {
  const places = [...new Set(dots.map(({ x }) => x))].toSorted((a, b) => a - b);
  const colour = ({ line }: Dot) => colours.get(line)!;
  const height = width < 500 ? 300 : 380;
  const values = dots.map(({ value }) => value);
  const ticks = yScale === "log"
    ? logTicks([Math.min(...values) / 1.1, Math.max(...values) * 1.1], height)
    : width < 500
    ? 3
    : 5;
  return Plot.plot({
    document: figureDocument,
    width,
    height,
    marginLeft: 62,
    marginRight: 20,
    marginBottom: 46,
    style: PLOT_STYLE,
    x: {
      ...(xScale === "log" ? { type: "log" as const } : { type: "point" as const, domain: places }),
      ticks: places,
      tickFormat: (value: number) => significant(value),
      tickSize: 0,
      label: xLabel,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 38,
    },
    y: {
      ...(yScale === "log" ? { type: "log" as const } : { zero: true }),
      ticks,
      tickFormat: (value: number) => significant(value),
      tickSize: 0,
      label: yLabel,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 54,
    },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks }),
      Plot.line(means, { x: "x", y: "value", z: "line", stroke: colour, strokeWidth: 2 }),
      Plot.dot(dots, {
        x: "x",
        y: "value",
        r: 2.6,
        fill: colour,
        fillOpacity: 0.6,
        title: "title",
      }),
      Plot.dot(means, { x: "x", y: "value", r: 5, fill: colour, stroke: SURFACE, title: "title" }),
      Plot.dot(crossed === null ? [] : [crossed], {
        ...{ x: "x", y: "value", r: 9, fill: "none", stroke: INK, strokeWidth: 2 },
      }),
    ],
  }) as unknown as Drawing;
}
