/** Latency over all quantiles: a line a cell, as far as its answers tell. */
import * as Plot from "@observablehq/plot";
import { distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import { mergeHistograms, quantileMs } from "../analysis/tables/quantiles.ts";
import type { Cell } from "../nouns/cell.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Histogram } from "../nouns/histogram.ts";
import type { Run } from "../nouns/run.ts";
import { cellsToShow, type ShownCells } from "./frame/cells.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted, logTicks } from "./frame/layout.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";

export interface LatencyCurveOptions extends FigureOptions, ShownCells {
  /** Default: `log` where the longest quantile drawn is over 20 times the shortest. */
  scale?: "linear" | "log";
}

/** So many answers at least lie beyond the last quantile of a line: fewer are chance. */
const FEWEST_BEYOND = 20;

/** A tenth, a hundredth, a thousandth … of the answers takes longer. */
const STEPS_A_DECADE = 12;

interface Point {
  /** How many decades of rareness: 0 is none, 1 nine of ten, 2 99 of 100. */
  nines: number;
  ms: number;
}

interface Line {
  label: string;
  colour: string;
  merged: Point[];
  trials: { points: Point[]; title: string }[];
}

/**
 * Each cell's latency at every quantile, from the stored histograms: the strong line is of all its
 * trials together, the faint ones are of single trials. To the right each mark is ten times rarer; a
 * line ends where fewer than 20 answers lie beyond.
 *
 * @throws GauntletError when nothing was answered
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { latencyCurveFigure } from "lab/figures/latency-curve.ts";
 * const run = fixtureRun();
 * const cells = cellsOf(run).slice(0, 3);
 * console.log(latencyCurveFigure(run, { cells, title: "The tails are far apart" }).alt);
 * ```
 */
export function latencyCurveFigure(run: Run, options: LatencyCurveOptions): Figure {
  const asked = cellsToShow(run, options, "Drawing latency over quantiles");
  const labels = distinctCellLabels(asked, run);
  const lines = asked.map((cell, index) => lineOf(run, cell, labels[index]!, index, asked.length))
    .filter(({ merged }) => merged.length > 1);
  if (lines.length === 0) {
    throw new NothingToShow(
      `Drawing latency over quantiles of run ${run.runId}: too few requests were answered; look at ` +
        `failures(run).`,
    );
  }
  const silent = labels.filter((label) => !lines.some((line) => line.label === label));
  const all = lines.flatMap(({ merged }) => merged.map(({ ms }) => ms));
  const scale = options.scale ?? (Math.max(...all) > 20 * Math.min(...all) ? "log" : "linear");
  return figure({
    ...options,
    run,
    subtitle:
      `Latency in ms${scale === "log" ? ", log scale" : ""}, that so many of the answers did ` +
      `not exceed; ${scenarioLine(run, asked.map(({ scenario }) => scenario))}`,
    alt: `Line chart of latency over quantiles. ${lines.map(sentenceOf).join(" ")}`,
    legend: [
      ...lines.map(({ label, colour }) => ({ label, colour, mark: "line" as const })),
      { label: "one trial of it", colour: QUIET, mark: "line" },
    ],
    notes: [
      `A line ends where fewer than ${FEWEST_BEYOND} answers lie beyond.`,
      ...(silent.length === 0 ? [] : [`Too few answers, and not shown: ${silent.join(", ")}.`]),
    ],
    data: lines.flatMap(({ label, merged }) =>
      merged.map(({ nines, ms }) => ({
        cell: label,
        quantile: 1 - 10 ** -nines,
        latencyMs: ms,
      }))
    ),
    panels: (width) => [draw(lines, scale, width)],
  });
}

function lineOf(run: Run, cell: Cell, label: string, index: number, count: number): Line {
  const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.okCount > 0);
  return {
    label,
    colour: levelColour(index, count),
    merged: pointsOf(mergeHistograms(trials)),
    trials: trials.map((trial) => ({
      points: pointsOf(mergeHistograms([trial])),
      title: `${label}\nblock ${trial.block}, trial ${trial.trial}`,
    })),
  };
}

function pointsOf(histogram: Histogram): Point[] {
  const last = Math.log10(histogram.totalCount / FEWEST_BEYOND);
  const count = Math.floor(Math.max(0, last) * STEPS_A_DECADE);
  return Array.from({ length: count + 1 }, (_, step) => step / STEPS_A_DECADE)
    .map((nines) => ({ nines, ms: quantileMs(histogram, nines === 0 ? 0.001 : 1 - 10 ** -nines) }))
    .filter(({ ms }) => ms > 0);
}

/** The last point that is no rarer than so many decades. */
const at = (points: Point[], nines: number): Point | undefined =>
  points.findLast((point) => point.nines <= nines + 1e-9);

function sentenceOf({ label, merged }: Line): string {
  const last = merged.at(-1)!;
  const half = at(merged, Math.log10(2))!;
  return `${label}: half within ${formatted(half.ms)} ms, ${nameOf(last.nines)} within ${
    formatted(last.ms)
  } ms.`;
}

/** `90 %`, `99.9 %`. */
function nameOf(nines: number): string {
  const percent = 100 * (1 - 10 ** -nines);
  return `${Number(percent.toPrecision(Math.max(2, Math.ceil(nines) + 1)))} %`;
}

const HEIGHT_PX = 340;

function draw(lines: Line[], scale: "linear" | "log", width: number): Drawing {
  const points = lines.flatMap(({ merged, trials }) => [
    ...merged,
    ...trials.flatMap((trial) => trial.points),
  ]);
  const [low, high] = [
    Math.min(...points.map(({ ms }) => ms)),
    Math.max(...points.map(({ ms }) => ms)),
  ];
  const most = Math.max(...points.map(({ nines }) => nines));
  const ticks = [0, Math.log10(2), 1, 2, 3, 4, 5].filter((tick) => tick <= most + 0.05);
  const domain = scale === "log" ? [low * 0.92, high * 1.08] : [0, high * 1.05];
  const yTicks = scale === "log" ? logTicks(domain, HEIGHT_PX) : 6;
  return Plot.plot({
    document: figureDocument,
    width,
    height: HEIGHT_PX,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 24,
    marginBottom: 42,
    style: PLOT_STYLE,
    x: {
      domain: [0, most],
      ticks,
      tickFormat: (tick: number) => tick === 0 ? "0 %" : nameOf(tick),
      label: "of the answers",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
      tickSize: 3,
    },
    y: { type: scale, domain, ticks: yTicks, tickFormat: formatted, tickSize: 0, label: null },
    marks: [
      Plot.gridY({ ticks: yTicks, stroke: RULE, strokeOpacity: 1 }),
      Plot.gridX(ticks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.text(["ms"], {
        frameAnchor: "top-left",
        textAnchor: "end",
        dx: -8,
        dy: -18,
        fill: QUIET,
      }),
      lines.flatMap(({ trials, colour }) =>
        trials.map(({ points, title }) =>
          Plot.line(points, {
            x: "nines",
            y: "ms",
            stroke: colour,
            strokeOpacity: 0.28,
            strokeWidth: 1,
            title: () => title,
          })
        )
      ),
      lines.map(({ merged, colour, label }) => [
        Plot.line(merged, {
          x: "nines",
          y: "ms",
          stroke: colour,
          strokeWidth: 2.4,
          title: () => label,
        }),
        Plot.dot(ticks.slice(1).flatMap((tick) => at(merged, tick) ?? []), {
          x: "nines",
          y: "ms",
          r: 3.5,
          fill: colour,
          stroke: SURFACE,
          title: ({ nines, ms }: Point) => `${label}\n${nameOf(nines)} within ${formatted(ms)} ms`,
        }),
      ]),
      Plot.ruleY(scale === "log" ? [] : [0], { stroke: INK }),
    ],
  }) as unknown as Drawing;
}
