/** Throughput against workers × threads, with the Universal Scalability Law through it. */
import * as Plot from "@observablehq/plot";
import { cellKey, cellSize, settingsLabel, trialsOf } from "../analysis/cells.ts";
import { type BandPoint, type CurvePoint, type UslCurve, uslOf } from "../analysis/models/curve.ts";
import { uslThroughputRps } from "../analysis/models/usl.ts";
import type { Cell, CompletedTrial, Run } from "../types.ts";
import { cellsToShow, type ShownCells } from "./cells.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  type LegendItem,
  scenarioLine,
} from "./figure.ts";
import { formatted, textWidthPx, thinned } from "./layout.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE, variantColour } from "./theme.ts";

export interface ScalabilityOptions extends FigureOptions, ShownCells {
  /** `own`: each panel its own y scale, to see shapes rather than heights. Default `shared`. */
  scale?: "shared" | "own";
  /** What to call a variant; its name where none is given. */
  titles?: Record<string, string>;
}

interface Panel {
  curve: UslCurve;
  trials: CompletedTrial[];
  colourOf: (cell: Cell) => string;
}

/**
 * A panel a variant: every trial as a small dot, cells (without the drift between blocks) as large
 * ones, coloured by workers, and the fitted curve with its 95 % band. x is workers × threads on a
 * log scale. A variant with fewer than four sizes has points alone.
 *
 * @throws when a variant's cells ask several scenarios
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * import { scalabilityFigure } from "lab/figures/scalability.ts";
 * console.log(scalabilityFigure(fixtureRun(), { title: "Threads help until cores are busy" }).alt);
 * ```
 */
export function scalabilityFigure(run: Run, options: ScalabilityOptions): Figure {
  const cells = cellsToShow(run, options, "Drawing scalability");
  const keys = new Set(cells.map(cellKey));
  const threaded = cells.filter(({ settings }) => settings.threads !== null);
  const levels = [...new Set(threaded.map(({ settings }) => settings.workers))].sort((a, b) =>
    a - b
  );
  const workersColour = (workers: number) => levelColour(levels.indexOf(workers), levels.length);
  const panels = [...Map.groupBy(cells, ({ variant }) => variant)].map(([variant, ofVariant]) => ({
    curve: uslOf(run, variant, { where: (cell) => keys.has(cellKey(cell)) }),
    trials: ofVariant.flatMap((cell) => trialsOf(run, cell)),
    colourOf: ({ settings }: Cell) =>
      settings.threads === null ? variantColour(variant) : workersColour(settings.workers),
  }));
  const own = options.scale === "own" && panels.length > 1;
  const highest = Math.max(...panels.map(highestRps));
  const banded = panels.some(({ curve }) => curve.band.some(({ low }) => low !== null));
  const bare = panels.filter(({ curve }) => curve.law === null);
  const nameOf = (variant: string) => options.titles?.[variant] ?? variant;
  return figure({
    ...options,
    run,
    subtitle: `Requests answered per second, ${scenarioLine(cells.map((c) => c.scenario))}` +
      (own ? "; each panel has a scale of its own" : ""),
    alt: `Dot plot of requests answered per second by workers × threads, with fitted curves. ${
      panels.map(({ curve }) => curve.sentence.replace(curve.variant, nameOf(curve.variant)))
        .join(" ")
    }`,
    legend: [
      ...levels.map((workers): LegendItem => ({
        label: workers === 1 ? "1 worker" : `${workers} workers`,
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
      ...(bare.length > 0
        ? [
          `No curve for ${bare.map(({ curve }) => nameOf(curve.variant)).join(", ")}: it takes ` +
          `four sizes.`,
        ]
        : []),
      ...(banded ? [] : ["A band takes three blocks."]),
    ],
    panels: (widthPx) => {
      const columns = widthPx > 600 && panels.length > 1 ? 2 : 1;
      const width = Math.floor((widthPx - 20 * (columns - 1)) / columns);
      return panels.map((panel) =>
        drawPanel(panel, nameOf(panel.curve.variant), width, own ? highestRps(panel) : highest)
      );
    },
  });
}

/** The highest point of a panel; a band that reaches far is cut rather than flatten the rest. */
function highestRps({ curve, trials }: Panel): number {
  const seen = Math.max(...trials.map(({ outcome }) => outcome.throughputRps));
  const band = Math.max(...curve.band.map(({ high, throughputRps }) => high ?? throughputRps), 0);
  return Math.max(seen, Math.min(band, seen * 1.3)) * 1.08;
}

function drawPanel(
  { curve, trials, colourOf }: Panel,
  name: string,
  width: number,
  highest: number,
): Drawing {
  const { variant, points, band, law, peakAtOnce } = curve;
  const margin = { top: 44, right: 22, bottom: 38, left: textWidthPx(formatted(highest)) + 14 };
  const sizes = [...new Set(points.map(({ atOnce }) => atOnce))].sort((a, b) => a - b);
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  // A single size has no range to scale: it gets room on both sides.
  const domain = first === last ? [first / 2, last * 2] : [first, last];
  const pxPerUnit = (width - margin.left - margin.right - 28) / Math.log(domain[1]! / domain[0]!);
  const kept = thinned(sizes.map(Math.log), pxPerUnit, 22).map((log) => Math.round(Math.exp(log)));
  const colour = points.every(({ cell }) => cell.settings.threads === null)
    ? variantColour(variant)
    : QUIET;
  const top = (rps: number) => Math.min(rps, highest);
  const peak = law !== null && peakAtOnce !== null && peakAtOnce > first && peakAtOnce < last
    ? [{ x: peakAtOnce, y: uslThroughputRps(law, peakAtOnce) }]
    : [];
  return Plot.plot({
    document: figureDocument,
    width,
    height: 280,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    insetLeft: 14,
    insetRight: 14,
    style: PLOT_STYLE,
    x: {
      type: "log",
      domain,
      label: points.every(({ cell }) => cell.settings.threads === null)
        ? "workers"
        : "workers × threads",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks: kept,
      tickFormat: String,
      tickSize: 3,
    },
    y: { domain: [0, highest], label: null, ticks: 5, tickFormat: formatted, tickSize: 0 },
    marks: [
      Plot.gridY({ ticks: 5, stroke: RULE, strokeOpacity: 1 }),
      Plot.ruleY([0], { stroke: QUIET }),
      Plot.text([name], {
        frameAnchor: "top-left",
        dx: -margin.left,
        dy: -margin.top + 4,
        fontSize: 14,
        fontWeight: 600,
        fill: variantColour(variant),
      }),
      Plot.text(["requests/s"], {
        frameAnchor: "top-left",
        dx: -margin.left,
        dy: -margin.top + 25,
        fill: QUIET,
      }),
      Plot.areaY(band.filter(({ low }) => low !== null), {
        x: "atOnce",
        y1: ({ low }: BandPoint) => top(low!),
        y2: ({ high }: BandPoint) => top(high!),
        fill: colour,
        fillOpacity: 0.16,
      }),
      Plot.lineY(band, {
        x: "atOnce",
        y: ({ throughputRps }: BandPoint) => top(throughputRps),
        stroke: colour,
        strokeWidth: 2,
      }),
      Plot.dot(trials, {
        x: ({ cell }: CompletedTrial) => cellSize(cell),
        y: ({ outcome }: CompletedTrial) => outcome.throughputRps,
        r: 2.4,
        fill: ({ cell }: CompletedTrial) => colourOf(cell),
        fillOpacity: 0.55,
        title: trialTooltip,
      }),
      Plot.dot(points, {
        x: "atOnce",
        y: "throughputRps",
        r: 5,
        fill: ({ cell }: CurvePoint) => colourOf(cell),
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: pointTooltip,
      }),
      Plot.ruleX(peak, {
        x: "x",
        y1: 0,
        y2: "y",
        stroke: INK,
        strokeOpacity: 0.6,
        strokeDasharray: "2 3",
      }),
      Plot.text(peak, {
        x: "x",
        y: 0,
        text: ({ x }: { x: number }) => `peak at ${Math.round(x)}`,
        dy: -10,
        dx: 6,
        textAnchor: "start",
        fill: INK,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
    ],
  }) as unknown as Drawing;
}

function trialTooltip({ trial, block, cell, outcome }: CompletedTrial): string {
  return `${cell.variant} ${settingsLabel(cell.settings)}\n` +
    `${formatted(outcome.throughputRps)} requests/s\nblock ${block}, trial ${trial}`;
}

function pointTooltip({ cell, throughputRps }: CurvePoint): string {
  return `${cell.variant} ${settingsLabel(cell.settings)}\n` +
    `${formatted(throughputRps)} requests/s, mean over blocks`;
}
