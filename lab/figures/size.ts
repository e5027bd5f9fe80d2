/** Throughput over the rows of the database, with what changes places. */
import * as Plot from "@observablehq/plot";
import { trialsOf } from "../analysis/tables/cells.ts";
import {
  type Crossing,
  crossingsOf,
  meanRps,
  type SizeLine,
  sizeLines,
} from "../analysis/models/crossing.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { cellsToShow, type ShownCells } from "./cells.ts";
import { trialData } from "./csv.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./figure.ts";
import { formatted, logTicks, spread, textWidthPx } from "./layout.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./theme.ts";

export type SizeOptions = FigureOptions & ShownCells;

/** A line with its colour, and the mean at each of its sizes. */
interface Drawn extends SizeLine {
  colour: string;
  means: { rows: number; rps: number }[];
  trials: CompletedTrial[];
}

/**
 * Throughput against rows, both on logarithmic scales: a line a server, a dot a trial. Where two servers
 * change places between two sizes, and are told apart at both, the crossing is marked: see `crossingsOf`.
 *
 * @throws GauntletError when no server was measured with two sizes
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { sizeFigure } from "lab/figures/size.ts";
 * const cells = [1_000, 100_000].map((size) => fixtureCell("gamma-sync", 1, 5, { size }));
 * console.log(sizeFigure(fixtureRun({ cells }), { title: "More rows cost more" }).alt);
 * ```
 */
export function sizeFigure(run: Run, options: SizeOptions): Figure {
  const cells = cellsToShow(run, options, "Drawing throughput over rows");
  const found = sizeLines(run, cells);
  if (found.length === 0) {
    throw new NothingToShow(
      `Drawing throughput over rows of run ${run.runId}: no server was measured with two sizes; ` +
        `give cells of several.`,
    );
  }
  const crossings = crossingsOf(run, cells);
  const lines = found.map((line, index): Drawn => ({
    ...line,
    colour: levelColour(index, found.length),
    means: line.cells.map((cell) => ({ rows: cell.scenario.size, rps: meanRps(run, cell) })),
    trials: line.cells.flatMap((cell) => trialsOf(run, cell)),
  }));
  return figure({
    ...options,
    run,
    subtitle: `Requests answered per second by rows of the database, log scales; ${
      scenarioLine(run, lines.flatMap((line) => line.cells.map(({ scenario }) => scenario)))
    }`,
    alt: `Line chart of throughput over rows. ${lines.map(sentenceOf).join(" ")} ${
      crossings.map(({ sentence }) => sentence).join(" ") || "No two are known to change places."
    }`,
    legend: [
      { label: "one trial", colour: QUIET, mark: "small dot" },
      { label: "mean over trials", colour: QUIET, mark: "line" },
      ...(crossings.length === 0
        ? []
        : [{ label: "change places", colour: INK, mark: "ring" as const }]),
    ],
    notes: crossings.length === 0
      ? []
      : ["Between sizes that were measured a line is a guess, and so is where two cross."],
    data: lines.flatMap(({ label, trials }) =>
      trials.map((trial) => ({
        ...trialData(label, trial),
        rowCount: trial.cell.scenario.size,
        throughputRps: trial.outcome.throughputRps,
      }))
    ),
    panels: (width) => [draw(lines, crossings, width)],
  });
}

function sentenceOf({ label, means }: Drawn): string {
  return `${label}: ${
    means.map(({ rows, rps }) => `${formatted(rps)} at ${formatted(rows)} rows`).join(", ")
  }.`;
}

const HEIGHT_PX = 340;

function draw(lines: Drawn[], crossings: Crossing[], width: number): Drawing {
  const labelPx = Math.max(...lines.map(({ label }) => textWidthPx(label)));
  // On a telephone the names stand in the tooltips, and above the ends as far as there is room.
  const named = labelPx < width * 0.4;
  const trials = lines.flatMap((line) => line.trials);
  const rps = trials.map(({ outcome }) => outcome.throughputRps);
  const sizes = [...new Set(trials.map(({ cell }) => cell.scenario.size))].sort((a, b) => a - b);
  const domain = [Math.min(...rps) / 1.15, Math.max(...rps) * 1.15];
  const margin = { top: 26, bottom: 42, left: 56, right: named ? labelPx + 18 : 16 };
  const yTicks = logTicks(domain, HEIGHT_PX);
  const pxPerLog = (HEIGHT_PX - margin.top - margin.bottom) / Math.log(domain[1]! / domain[0]!);
  const ends = lines.map(({ means }) => means.at(-1)!);
  const endsPx = spread(ends.map((end) => Math.log(end.rps) * pxPerLog), 15);
  const labels = lines.map(({ label, colour }, index) => ({
    ...{ label, colour, rows: ends[index]!.rows },
    rps: Math.exp(endsPx[index]! / pxPerLog),
  }));
  const inner = width - margin.left - margin.right;
  return Plot.plot({
    document: figureDocument,
    width,
    height: HEIGHT_PX,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    style: PLOT_STYLE,
    x: {
      type: "log",
      domain: [sizes[0]!, sizes.at(-1)!],
      ticks: sizes,
      tickFormat: (tick: number) => tick.toLocaleString("en"),
      label: "rows",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
      tickSize: 3,
      insetLeft: 16,
      insetRight: 16,
    },
    y: { type: "log", domain, ticks: yTicks, tickFormat: formatted, tickSize: 0, label: null },
    marks: [
      Plot.gridY(yTicks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.text(["requests/s"], {
        frameAnchor: "top-left",
        dx: -margin.left,
        dy: -margin.top + 4,
        fill: QUIET,
      }),
      lines.map(({ means, colour }) =>
        Plot.line(means, { x: "rows", y: "rps", stroke: colour, strokeWidth: 2 })
      ),
      lines.map(({ trials, colour, label }) =>
        Plot.dot(trials, {
          x: ({ cell }: CompletedTrial) => cell.scenario.size,
          y: ({ outcome }: CompletedTrial) => outcome.throughputRps,
          r: 2.8,
          fill: colour,
          fillOpacity: 0.6,
          title: ({ cell, outcome, block, trial }: CompletedTrial) =>
            `${label}, ${formatted(cell.scenario.size)} rows\n${
              formatted(outcome.throughputRps)
            } requests/s\nblock ${block}, trial ${trial}`,
        })
      ),
      Plot.dot(crossings, {
        x: "rows",
        y: "throughputRps",
        r: 6,
        fill: "none",
        stroke: INK,
        strokeWidth: 2,
        title: "sentence",
      }),
      crossings.length === 1 && inner > 260
        ? Plot.text(crossings, {
          x: "rows",
          y: "throughputRps",
          dy: -14,
          text: ({ rows }: Crossing) => `near ${formatted(Number(rows.toPrecision(1)))} rows`,
          fill: INK,
          stroke: SURFACE,
          strokeWidth: 4,
        })
        : null,
      named
        ? Plot.text(labels, {
          x: "rows",
          y: "rps",
          text: "label",
          fill: "colour",
          textAnchor: "start",
          dx: 22,
          fontWeight: 600,
        })
        : null,
    ],
  }) as unknown as Drawing;
}
