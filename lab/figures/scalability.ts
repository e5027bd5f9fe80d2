/** Throughput against workers × threads, with the Universal Scalability Law through it. */
import * as Plot from "@observablehq/plot";
import { isCeiling, titleOf } from "../analysis/tables/facts.ts";
import { cellLabel, cellSize, distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import { type CurvePoint, peakRange, type UslCurve } from "../analysis/models/curve.ts";
import type { BandPoint } from "../analysis/models/band.ts";
import { uslThroughputRps } from "../analysis/models/usl.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { cellsToShow, type ShownCells } from "./frame/cells.ts";
import { trialData } from "./frame/csv.ts";
import {
  type Drawing,
  type Figure,
  figure,
  type FigureOptions,
  type LegendItem,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted, textWidthPx, thinned } from "./frame/layout.ts";
import { drawPanel, panelWidthPx } from "./frame/panel.ts";
import { highestRps, notesOf, type Panel, panelOf, workersLabel } from "./scalability-lines.ts";
import { INK, levelColour, QUIET, SURFACE } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

export interface ScalabilityOptions extends FigureOptions, ShownCells {
  /** `own`: each panel its own y scale, to see shapes rather than heights. Default `shared`. */
  scale?: "shared" | "own";
}

/**
 * A panel a variant: every trial as a small dot, cells (without the drift between blocks) as large
 * ones, coloured by workers, and the fitted curve with its 95 % band. x is workers × threads on a
 * log scale. Where each number of workers was measured with four numbers of threads or more, each
 * has a curve of its own, since a process is not a thread; else one goes through them all. A variant
 * with fewer than four sizes has points alone, with fewer than six no peak.
 *
 * @throws when a variant's cells ask several scenarios
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { scalabilityFigure } from "lab/figures/scalability.ts";
 * console.log(scalabilityFigure(fixtureRun(), { title: "Threads help until cores are busy" }).alt);
 * ```
 */
export function scalabilityFigure(run: Run, options: ScalabilityOptions): Figure {
  const servers = cellsToShow(run, options, "Drawing scalability")
    .filter((cell) => !isCeiling(run, cell));
  const cells = servers.filter((cell) => cellSize(cell) !== null);
  const unsized = [
    ...new Set(
      servers.filter((cell) => cellSize(cell) === null).map((cell) => titleOf(run, cell.variant)),
    ),
  ];
  if (cells.length === 0) {
    throw new NothingToShow(
      `Drawing scalability of run ${run.runId}: how many workers its servers have is not known; ` +
        `give cells that the lab started.`,
    );
  }
  const levels = [
    ...new Set(
      cells.flatMap(({ settings: { threads, workers } }) =>
        threads === null || workers === null ? [] : workers
      ),
    ),
  ].sort((a, b) => a - b);
  const workersColour = (workers: number | null) =>
    levelColour(levels.indexOf(workers ?? NaN), levels.length);
  const panels = [...Map.groupBy(cells, ({ variant }) => variant)].map(([variant, ofVariant]) =>
    panelOf(run, ofVariant, titleOf(run, variant), workersColour)
  );
  const own = options.scale === "own" && panels.length > 1;
  const highest = Math.max(...panels.map(highestRps));
  const lines = panels.flatMap((panel) => panel.lines);
  const labels = distinctCellLabels(cells, run);
  const banded = lines.some(({ curve }) => curve.band.some(({ low }) => low !== null));
  return figure({
    ...options,
    run,
    subtitle: `Requests answered per second, ${scenarioLine(run, cells.map((c) => c.scenario))}` +
      (own ? "; each panel has a scale of its own" : ""),
    alt: `Dot plot of requests answered per second by workers × threads, with fitted curves. ${
      lines.map(({ curve, name }) => curve.sentence.replace(curve.variant, name)).join(" ")
    }`,
    legend: [
      ...levels.map((workers): LegendItem => ({
        label: workersLabel(workers),
        colour: workersColour(workers),
        mark: "dot",
      })),
      { label: "one trial", colour: QUIET, mark: "small dot" },
      {
        label: `Universal Scalability Law${banded ? ", 95 % band" : ""}`,
        colour: QUIET,
        mark: "line",
      },
    ],
    notes: [
      ...notesOf(lines, banded),
      ...(unsized.length > 0
        ? [`Not shown, since their workers are not known: ${unsized.join(", ")}.`]
        : []),
    ],
    data: cells.flatMap((cell, index) =>
      trialsOf(run, cell).map((trial) => ({
        ...trialData(labels[index]!, trial),
        atOnce: cellSize(cell),
        throughputRps: trial.outcome.throughputRps,
      }))
    ),
    panels: (widthPx) => {
      const width = panelWidthPx(widthPx, panels.length);
      return panels.map((panel) => drawVariant(panel, width, own ? highestRps(panel) : highest));
    },
  });
}

function drawVariant(
  { variant, name, threaded, lines, trials, colourOf }: Panel,
  width: number,
  highest: number,
): Drawing {
  const margin = { top: 44, right: 22, bottom: 38, left: textWidthPx(formatted(highest)) + 14 };
  const points = lines.flatMap(({ curve }) => curve.points);
  const sizes = [...new Set(points.map(({ atOnce }) => atOnce))].sort((a, b) => a - b);
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  // Logarithms on a linear scale: a log scale of the library leaves out labels as it sees fit. A
  // single size has no range to scale, and gets room on both sides.
  const x = ({ atOnce }: { atOnce: number }) => Math.log(atOnce);
  const domain = (first === last ? [first / 2, last * 2] : [first, last]).map(Math.log);
  const pxPerUnit = (width - margin.left - margin.right - 28) / (domain[1]! - domain[0]!);
  const top = (rps: number) => Math.min(rps, highest);
  return drawPanel({
    variant,
    name,
    width,
    margin,
    highest,
    x: {
      domain,
      label: threaded ? "workers × threads" : "workers",
      ticks: thinned(sizes.map(Math.log), pxPerUnit, 22),
      tickFormat: (log: number) => String(Math.round(Math.exp(log))),
    },
    marks: [
      lines.map(({ curve, colour }) => [
        Plot.areaY(curve.band.filter(({ low }) => low !== null), {
          x,
          y1: ({ low }: BandPoint) => top(low!),
          y2: ({ high }: BandPoint) => top(high!),
          fill: colour,
          fillOpacity: 0.16,
        }),
        Plot.lineY(curve.band, {
          x,
          y: ({ throughputRps }: BandPoint) => top(throughputRps),
          stroke: colour,
          strokeWidth: 2,
        }),
      ]),
      Plot.dot(trials, {
        x: ({ cell }: CompletedTrial) => Math.log(cellSize(cell)!),
        y: ({ outcome }: CompletedTrial) => outcome.throughputRps,
        r: 2.4,
        fill: ({ cell }: CompletedTrial) => colourOf(cell),
        fillOpacity: 0.55,
        title: trialTooltip,
      }),
      Plot.dot(points, {
        x,
        y: "throughputRps",
        r: 5,
        fill: ({ cell }: CurvePoint) => colourOf(cell),
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: pointTooltip,
      }),
      // Several curves have several peaks, and no room for their labels: the alt text has them.
      lines.length === 1 ? peakMarks(lines[0]!.curve, first, last) : null,
    ],
  });
}

/** Where the curve is highest, if that is within what was measured and the curve is to be trusted. */
function peakMarks(curve: UslCurve, first: number, last: number) {
  const { law, peakAtOnce, fitsPoorly } = curve;
  if (law === null || fitsPoorly || peakAtOnce === null) return null;
  const isLate = peakAtOnce > Math.sqrt(first * last);
  const x = [Math.log(peakAtOnce)];
  return [
    Plot.ruleX(x, {
      y1: 0,
      y2: uslThroughputRps(law, peakAtOnce),
      stroke: INK,
      strokeOpacity: 0.6,
      strokeDasharray: "2 3",
    }),
    Plot.text([`peak at ${Math.round(peakAtOnce)}${peakRange(curve)}`], {
      x,
      y: [0],
      dy: -10,
      dx: isLate ? -6 : 6,
      textAnchor: isLate ? "end" : "start",
      fill: INK,
      stroke: SURFACE,
      strokeWidth: 4,
    }),
  ];
}

function trialTooltip({ trial, block, cell, outcome }: CompletedTrial): string {
  return `${cellLabel(cell)}\n` +
    `${formatted(outcome.throughputRps)} requests/s\nblock ${block}, trial ${trial}`;
}

function pointTooltip({ cell, throughputRps }: CurvePoint): string {
  return `${cellLabel(cell)}\n` +
    `${formatted(throughputRps)} requests/s, mean over blocks`;
}
