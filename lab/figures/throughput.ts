/** Throughput against workers and threads: a panel a variant, a line a number of workers. */
import * as Plot from "@observablehq/plot";
import {
  cellKey,
  cellLabel,
  distinctCellLabels,
  scenarioKey,
  settingsLabel,
  trialsOf,
} from "../analysis/tables/cells.ts";
import { isCeiling } from "../analysis/tables/facts.ts";
import type { Study } from "../analysis/studies/study.ts";
import { counted } from "../text/format.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { cellsToShow, type ShownCells } from "./frame/cells.ts";
import { trialData } from "./frame/csv.ts";
import {
  type Drawing,
  type Figure,
  figure,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted, spread, textWidthPx, thinned } from "./frame/layout.ts";
import { drawPanel, PANEL_HEIGHT_PX, panelWidthPx } from "./frame/panel.ts";
import { INK, QUIET, SURFACE } from "./frame/theme.ts";
import { highestRps, type Panel, panelsOf, publishedMark, xOf } from "./throughput-panels.ts";
import { GauntletError } from "../nouns/error.ts";

export interface ThroughputOptions extends FigureOptions, ShownCells {
  /** Marks the settings that a study found best, where it asked the same. Default true. */
  markPublished?: boolean;
  /** Where to look for them. Default: `data/published`. */
  studies?: readonly Study[];
  /** `own`: each panel its own y scale, to see shapes rather than heights. Default `shared`. */
  scale?: "shared" | "own";
}

/**
 * Every trial as a dot, medians as lines: x is threads a worker (or workers, where a variant has no
 * threads to set), y is 2xx answers a second, on one scale for all panels and from zero.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { throughputFigure } from "lab/figures/throughput.ts";
 * const drawn = throughputFigure(fixtureRun(), { title: "Threads help until the cores are busy" });
 * console.log(drawn.alt);
 * ```
 */
export function throughputFigure(run: Run, options: ThroughputOptions): Figure {
  const cells = cellsToShow(run, options, "Drawing throughput")
    .filter((cell) => !isCeiling(run, cell));
  const scenarioCount = new Set(cells.map(({ scenario }) => scenarioKey(scenario))).size;
  if (scenarioCount > 1) {
    throw new GauntletError(
      `Drawing throughput of run ${run.runId}: its cells ask ${scenarioCount} scenarios; give ` +
        `those of one as { cells }.`,
    );
  }
  const panels = panelsOf(run, cells, options.markPublished === false ? [] : options.studies);
  const labels = distinctCellLabels(cells, run);
  const own = options.scale === "own" && panels.length > 1;
  const highest = highestRps(panels);
  const marked = panels.some(({ published }) => published !== null);
  return figure({
    ...options,
    run,
    subtitle: `Requests answered per second, ${scenarioLine(run, cells.map((c) => c.scenario))}` +
      (own ? "; each panel has a scale of its own" : ""),
    alt: altOf(panels),
    legend: [
      { label: "one trial", colour: QUIET, mark: "small dot" },
      { label: "median", colour: QUIET, mark: "line" },
      ...(marked
        ? [{ label: "the best settings published", colour: INK, mark: "diamond" as const }]
        : []),
    ],
    notes: [
      ...(marked ? ["Diamonds mark the published settings only: the machine was another."] : []),
      ...ceilingNotes(panels),
    ],
    data: cells.flatMap((cell, index) =>
      trialsOf(run, cell).map((trial) => ({
        ...trialData(labels[index]!, trial),
        throughputRps: trial.outcome.throughputRps,
      }))
    ),
    panels: (widthPx) => {
      const width = panelWidthPx(widthPx, panels.length);
      return panels.map((panel) =>
        drawVariant(panel, width, (own ? highestRps([panel]) : highest) * 1.12)
      );
    },
  });
}

function drawVariant(
  { variant, name, threaded, isSized, series, published, ceilingsRps }: Panel,
  width: number,
  highest: number,
): Drawing {
  const names = series.map(({ workers }) => counted(workers, "worker"));
  const margin = {
    top: 44,
    right: threaded ? Math.max(...names.map(textWidthPx)) * 1.1 + 16 : 20,
    bottom: 38,
    left: Math.max(44, textWidthPx(formatted(highest)) + 8),
  };
  const values = [...new Set(series.flatMap(({ medians }) => medians.map(({ x }) => x)))]
    .sort((a, b) => a - b);
  const span = Math.max(1, values.at(-1)! - values[0]!);
  const innerWidth = width - margin.left - margin.right - 28;
  const theirs = published && publishedMark(published, threaded, series, values);
  const ends = series.map(({ medians, colour }, index) => (
    { name: names[index]!, colour, ...medians.at(-1)! }
  ));
  const pxPerUnit = (PANEL_HEIGHT_PX - margin.top - margin.bottom) / highest;
  const labelY = spread(ends.map(({ y }) => y * pxPerUnit), 14).map((px) => px / pxPerUnit);
  return drawPanel({
    variant,
    name,
    width,
    margin,
    highest,
    x: {
      domain: [values[0]!, values[0]! + span],
      label: threaded ? "threads a worker" : isSized ? "workers" : "workers unknown: as it is",
      ticks: isSized ? thinned(values, innerWidth / span, 20) : [],
      tickFormat: String,
    },
    marks: [
      ceilingMarks(ceilingsRps.filter((rps) => rps <= highest)),
      series.map(({ medians, colour }) =>
        Plot.lineY(medians, { x: "x", y: "y", stroke: colour, strokeWidth: 2 })
      ),
      series.map(({ trials, colour, dx }) =>
        Plot.dot(trials, {
          x: ({ cell }: CompletedTrial) => xOf(cell),
          y: ({ outcome }: CompletedTrial) => outcome.throughputRps,
          dx,
          r: 2.8,
          fill: colour,
          fillOpacity: 0.6,
          title: tooltip,
        })
      ),
      threaded
        ? Plot.text(ends, {
          x: "x",
          y: (_, index) => labelY[index]!,
          text: "name",
          fill: "colour",
          textAnchor: "start",
          dx: 22,
          fontWeight: 600,
        })
        : null,
      theirs
        ? [
          Plot.dot([theirs], {
            x: "x",
            y: "y",
            symbol: "diamond2",
            r: 7,
            stroke: INK,
            strokeWidth: 2,
            fill: "none",
            title: "text",
          }),
          Plot.text([theirs], {
            x: "x",
            y: "y",
            text: "text",
            // Lines rise to the right: a single one leaves room below its start.
            dy: threaded || theirs.y === 0 ? -16 : 17,
            textAnchor: theirs.x === values[0]
              ? "start"
              : theirs.x === values.at(-1)
              ? "end"
              : "middle",
            dx: theirs.x === values[0] ? -6 : theirs.x === values.at(-1) ? 6 : 0,
            fill: INK,
            stroke: SURFACE,
            strokeWidth: 4,
          }),
        ]
        : null,
    ],
  });
}

/** In words too: a ceiling far above all servers is not drawn. */
function ceilingNotes(panels: Panel[]): string[] {
  const told = panels.filter(({ ceilingsRps }) => ceilingsRps.length > 0)
    .map(({ name, ceilingsRps }) => `${name} ${ceilingsRps.map(formatted).join(" and ")}`);
  return told.length === 0
    ? []
    : [`With no web server the database gave the same SQL: ${told.join(", ")} requests/s.`];
}

/** What the database alone gave. */
function ceilingMarks(ceilingsRps: number[]) {
  return [
    Plot.ruleY(ceilingsRps, { stroke: INK, strokeWidth: 1.2, strokeDasharray: "5 3" }),
    Plot.text(ceilingsRps, {
      y: (rps: number) => rps,
      frameAnchor: "right",
      text: (rps: number) => `no web server: ${formatted(rps)}`,
      dy: -7,
      fill: INK,
      stroke: SURFACE,
      strokeWidth: 4,
    }),
  ];
}

function tooltip({ trial, block, cell, outcome }: CompletedTrial): string {
  return `${cellLabel(cell)}\n` +
    `${formatted(outcome.throughputRps)} requests/s\nblock ${block}, trial ${trial}`;
}

function altOf(panels: Panel[]): string {
  const sentences = panels.map(({ name, series }) => {
    const medians = series.flatMap((one) => one.medians)
      .filter((one, index, all) =>
        all.findIndex(({ cell }) => cellKey(cell) === cellKey(one.cell)) === index
      );
    const highest = medians.reduce((a, b) => b.y > a.y ? b : a);
    const lowest = medians.reduce((a, b) => b.y < a.y ? b : a);
    const described = ({ y, cell }: typeof highest) =>
      `${formatted(y)} at ${settingsLabel(cell.settings)}`;
    return medians.length === 1
      ? `${name}: ${described(highest)}.`
      : `${name}: from ${described(lowest)} to ${described(highest)}.`;
  });
  return `Dot plot of requests answered per second by workers × threads, medians. ${
    sentences.join(" ")
  }`;
}
