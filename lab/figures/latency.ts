/** Latency quantiles of cells, from merged histograms: a row a cell. */
import * as Plot from "@observablehq/plot";
import { distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import { latencyP99Of } from "../analysis/comparing/measure.ts";
import { type CellQuantiles, latencyQuantiles } from "../analysis/tables/quantiles.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import { cellsToShow, type ShownCells } from "./frame/cells.ts";
import { trialData } from "./frame/csv.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted, logTicks } from "./frame/layout.ts";
import { rowLabels, rowsLayout } from "./frame/rows.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

export interface LatencyOptions extends FigureOptions, ShownCells {
  /** Default: `log` where the longest answer took over 20 times the shortest median. */
  scale?: "linear" | "log";
}

const QUANTILES = [
  { name: "p50", column: "latencyP50Ms", level: 0, r: 5.5 },
  { name: "p90", column: "latencyP90Ms", level: 1, r: 5.5 },
  { name: "p99", column: "latencyP99Ms", level: 2, r: 5.5 },
  { name: "max", column: "latencyMaxMs", level: 3, r: 4.5 },
] as const;

interface Mark {
  row: string;
  ms: number;
  colour: string;
  title: string;
}

/**
 * Half, 90 %, 99 % and all answers of each cell took no longer than its dots. The large dots come
 * from the merged histograms of all trials, but for 99 %, which is the mean over trials; the small ones
 * from each trial. Of 99 % nothing is drawn where no trial has 2,000 answers.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { latencyFigure } from "lab/figures/latency.ts";
 * const run = fixtureRun();
 * const cells = cellsOf(run).slice(0, 5);
 * console.log(latencyFigure(run, { cells, title: "The slowest answers are not the many" }).alt);
 * ```
 */
export function latencyFigure(run: Run, options: LatencyOptions): Figure {
  const asked = cellsToShow(run, options, "Drawing latency");
  const cells = asked.filter((cell) =>
    trialsOf(run, cell).some(({ outcome }) => outcome.okCount > 0)
  );
  if (cells.length === 0) {
    throw new NothingToShow(
      `Drawing latency of run ${run.runId}: no request was answered; look at failures(run).`,
    );
  }
  const labels = distinctCellLabels(cells, run);
  const silentCount = asked.length - cells.length;
  const quantiles = latencyQuantiles(run, cells);
  const unknown = quantiles.filter((row) => row.latencyP99Ms === null).map(({ cell }) => cell);
  const shortest = Math.min(...quantiles.map((row) => row.latencyP50Ms));
  const longest = Math.max(...quantiles.map((row) => row.latencyMaxMs));
  const scale = options.scale ?? (longest > 20 * shortest ? "log" : "linear");
  return figure({
    ...options,
    run,
    subtitle: `Latency in ms${scale === "log" ? ", log scale" : ""}; ${
      scenarioLine(run, cells.map((c) => c.scenario))
    }`,
    alt: `Dot plot of latency quantiles. ${
      quantiles.map((row) =>
        `${row.cell}: half within ${formatted(row.latencyP50Ms)} ms, ` +
        `${
          row.latencyP99Ms === null
            ? "99 % unknown"
            : `99 % within ${formatted(row.latencyP99Ms)} ms`
        }, longest ${formatted(row.latencyMaxMs)} ms.`
      ).join(" ")
    }`,
    legend: [
      ...QUANTILES.filter(({ name }) => name !== "p99" || unknown.length < cells.length).map(({
        name,
        level,
      }) => ({
        label: { p50: "half of the answers within", p90: "90 %", p99: "99 %", max: "all" }[name],
        colour: levelColour(level, QUANTILES.length),
        mark: name === "max" ? "ring" as const : "dot" as const,
      })),
      { label: "the same of one trial", colour: QUIET, mark: "small dot" },
    ],
    notes: [
      ...(silentCount === 0 ? [] : [
        silentCount === 1
          ? "1 cell answered nothing and is not shown."
          : `${silentCount} cells answered nothing and are not shown.`,
      ]),
      ...(unknown.length === 0 ? [] : [
        `The 99 % of ${
          unknown.length === cells.length ? "all cells" : unknown.join(", ")
        } are unknown: it takes 2,000 answers a trial.`,
      ]),
    ],
    data: cells.flatMap((cell, index) =>
      trialsOf(run, cell).filter(({ outcome }) => outcome.okCount > 0).map((trial) => ({
        ...trialData(labels[index]!, trial),
        latencyP50Ms: trial.outcome.latencyP50Ms,
        latencyP90Ms: trial.outcome.latencyP90Ms,
        latencyP99Ms: latencyP99Of(trial.outcome),
        latencyMaxMs: trial.outcome.latencyMaxMs,
      }))
    ),
    panels: (width) => [drawRows(run, cells, quantiles, scale, width)],
  });
}

function drawRows(
  run: Run,
  cells: Cell[],
  quantiles: CellQuantiles[],
  scale: "linear" | "log",
  width: number,
): Drawing {
  const labels = distinctCellLabels(cells, run);
  const layout = rowsLayout(labels, width);
  const merged = quantiles.flatMap((row) => marksOf(row.cell, row, `all ${row.trialCount} trials`));
  const single = cells.flatMap((cell, index) =>
    trialsOf(run, cell)
      .filter(({ outcome }) => outcome.okCount > 0)
      .flatMap(({ block, trial, outcome }) =>
        marksOf(
          labels[index]!,
          { ...outcome, latencyP99Ms: latencyP99Of(outcome) },
          `block ${block}, trial ${trial}`,
        )
      )
  );
  const largest = (mark: Mark) => mark.colour === levelColour(3, QUANTILES.length);
  const values = merged.map(({ ms }) => ms).concat(single.map(({ ms }) => ms));
  const domain = scale === "log"
    ? [Math.min(...values) * 0.9, Math.max(...values) * 1.1]
    : [0, Math.max(...values) * 1.03];
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    style: PLOT_STYLE,
    x: {
      type: scale,
      domain,
      label: scale === "log" ? "ms (log scale)" : "ms",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks: scale === "log" ? logTicks(domain, layout.innerWidthPx) : layout.tickCount,
      tickFormat: formatted,
      tickSize: 0,
    },
    y: { type: "point", domain: labels, axis: null, padding: 0.5 },
    marks: [
      Plot.gridX({
        stroke: RULE,
        strokeOpacity: 1,
        ticks: scale === "log" ? logTicks(domain, layout.innerWidthPx) : layout.tickCount,
      }),
      rowLabels(labels, layout),
      Plot.ruleY(quantiles, {
        y: "cell",
        x1: "latencyP50Ms",
        x2: "latencyMaxMs",
        dy: layout.markDy,
        stroke: QUIET,
        strokeOpacity: 0.55,
        strokeWidth: 2,
      }),
      Plot.dot(single, {
        x: "ms",
        y: "row",
        r: 2.4,
        dy: layout.markDy + 9,
        fill: "colour",
        fillOpacity: 0.6,
        title: "title",
      }),
      Plot.dot(merged, {
        x: "ms",
        y: "row",
        r: 5.5,
        dy: layout.markDy,
        fill: (mark: Mark) => largest(mark) ? SURFACE : mark.colour,
        stroke: (mark: Mark) => largest(mark) ? mark.colour : SURFACE,
        strokeWidth: 1.8,
        title: "title",
      }),
      Plot.text(quantiles, {
        x: "latencyP50Ms",
        y: "cell",
        text: (row: CellQuantiles) => formatted(row.latencyP50Ms),
        dy: layout.markDy - 14,
        fill: INK,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.text(
        quantiles.filter((row) => roomBetween(row, scale, domain, layout.innerWidthPx)),
        {
          x: "latencyP99Ms",
          y: "cell",
          text: (row: CellQuantiles) => formatted(row.latencyP99Ms!),
          dy: layout.markDy - 14,
          fill: INK,
          stroke: SURFACE,
          strokeWidth: 4,
        },
      ),
    ],
  }) as unknown as Drawing;
}

/** Whether the labels of p50 and p99 stand apart. */
function roomBetween(
  { latencyP50Ms, latencyP99Ms }: CellQuantiles,
  scale: "linear" | "log",
  [low, high]: number[],
  widthPx: number,
): boolean {
  if (latencyP99Ms === null) return false;
  const gap = scale === "log"
    ? Math.log(latencyP99Ms / latencyP50Ms) / Math.log(high! / low!)
    : (latencyP99Ms - latencyP50Ms) / (high! - low!);
  return gap * widthPx > 44;
}

function marksOf(
  row: string,
  values: Record<typeof QUANTILES[number]["column"], number | null>,
  source: string,
): Mark[] {
  return QUANTILES.flatMap(({ name, column, level }) => {
    const ms = values[column];
    return ms === null ? [] : [{
      row,
      ms,
      colour: levelColour(level, QUANTILES.length),
      title: `${row}\n${name}: ${formatted(ms)} ms\n${source}`,
    }];
  });
}
