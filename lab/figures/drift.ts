/** A run over its time: what the machine gave while it was measured. */
import * as Plot from "@observablehq/plot";
import { logAverage, mean } from "simple-statistics";
import { cellKey, cellLabel, cellsOf, completedTrials } from "../analysis/tables/cells.ts";
import { counts } from "../analysis/comparing/validity.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { counted, percent } from "../text/format.ts";
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
import { logTicks } from "./frame/layout.ts";
import { INK, PLOT_STYLE, QUIET, RULE, SURFACE, variantColour } from "./frame/theme.ts";

export type DriftOptions = FigureOptions & ShownCells;

/** A trial, and what it gave beside the mean of its cell. */
interface Point {
  trial: CompletedTrial;
  minutes: number;
  ratio: number;
}

/** A block: when its middle was, and what its trials gave beside the means of their cells. */
interface Block {
  block: number;
  minutes: number;
  ratio: number;
}

/**
 * Each trial's throughput over the mean of its cell, in the order and at the time in which it was
 * measured; the line is the mean of each block. What lies on the line is the machine's doing, and
 * comparisons within blocks do not feel it; what lies off it is the noise that is left.
 *
 * @throws GauntletError when no cell was measured twice
 * @example
 * ```ts
 * import { driftFigure } from "lab/figures/drift.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(driftFigure(fixtureRun({ blocks: 4 }), { title: "The machine slowed down" }).alt);
 * ```
 */
export function driftFigure(run: Run, options: DriftOptions): Figure {
  const cells = cellsToShow(run, { cells: cellsOf(run), ...options }, "Drawing the drift");
  const keys = new Set(cells.map(cellKey));
  const trials = completedTrials(run).filter((trial) =>
    keys.has(cellKey(trial.cell)) && counts(trial, run) && trial.outcome.throughputRps > 0
  );
  const points = pointsOf(run, trials);
  if (points.length === 0) {
    throw new NothingToShow(
      `Drawing the drift of run ${run.runId}: none of its cells was measured twice; measure more blocks.`,
    );
  }
  const blocks = [...Map.groupBy(points, ({ trial }) => trial.block)].map((
    [block, some],
  ): Block => ({
    block,
    minutes: mean(some.map(({ minutes }) => minutes)),
    ratio: logAverage(some.map(({ ratio }) => ratio)),
  })).sort((a, b) => a.minutes - b.minutes);
  const range = driftRange(blocks);
  const variants = [...new Set(points.map(({ trial }) => trial.cell.variant))];
  const alone = trials.length - points.length;
  return figure({
    ...options,
    run,
    subtitle:
      `Throughput of each trial over the mean of its cell, log scale, by the minute in which ` +
      `it began; ${scenarioLine(run, cells.map(({ scenario }) => scenario))}`,
    alt: `Dot plot over time of ${counted(points.length, "trial")} of ${
      variants.join(", ")
    }, with the mean of each of ${counted(blocks.length, "block")}: ${
      blocks.map(({ block, ratio }) => `${block}: ${ratio.toFixed(2)}`).join(", ")
    }.`,
    legend: [
      ...variants.length > 6 ? [] : variants.map((variant) => ({
        label: variant,
        colour: variantColour(variant),
        mark: "small dot" as const,
      })),
      { label: "mean of a block", colour: INK, mark: "dot" },
    ],
    notes: [
      `From the slowest block to the fastest it is ${percent(range)}.`,
      ...(alone === 0
        ? []
        : [`${counted(alone, "trial")} of cells that were measured once are not shown.`]),
    ],
    data: points.map(({ trial, minutes, ratio }) => ({
      ...trialData(cellLabel(trial.cell), trial),
      ...{ minutes, throughputRps: trial.outcome.throughputRps, ratioToCell: ratio },
    })),
    panels: (width) => [draw(points, blocks, width)],
  });
}

/** How much more the fastest block gave than the slowest. */
const driftRange = (blocks: readonly Block[]): number =>
  Math.max(...blocks.map(({ ratio }) => ratio)) / Math.min(...blocks.map(({ ratio }) => ratio)) - 1;

function pointsOf(run: Run, trials: CompletedTrial[]): Point[] {
  const begun = Date.parse(run.startedAt);
  return [...Map.groupBy(trials, ({ cell }) => cellKey(cell)).values()]
    .filter((some) => some.length > 1)
    .flatMap((some) => {
      const typical = logAverage(some.map(({ outcome }) => outcome.throughputRps));
      return some.map((trial) => ({
        trial,
        minutes: (Date.parse(trial.startedAt) - begun) / 60_000,
        ratio: trial.outcome.throughputRps / typical,
      }));
    });
}

const HEIGHT_PX = 300;

function draw(points: Point[], blocks: Block[], width: number): Drawing {
  const ratios = points.map(({ ratio }) => ratio);
  const domain = [Math.min(...ratios, 0.9) / 1.03, Math.max(...ratios, 1.1) * 1.03];
  const wide = domain[1]! / domain[0]! > 4;
  const ticks = wide
    ? logTicks(domain, HEIGHT_PX)
    : [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2].filter((tick) =>
      tick > domain[0]! && tick < domain[1]!
    );
  return Plot.plot({
    document: figureDocument,
    width,
    height: HEIGHT_PX,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 14,
    marginBottom: 42,
    style: PLOT_STYLE,
    x: {
      domain: [0, Math.max(...points.map(({ minutes }) => minutes)) * 1.02],
      label: "minutes since the run began",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
      ticks: Math.max(3, Math.round(width / 110)),
      tickSize: 3,
    },
    y: {
      // Logarithms on a linear scale: a log scale of the library leaves out labels as it sees fit.
      domain: domain.map(Math.log),
      ticks: ticks.map(Math.log),
      tickFormat: (tick: number) => `${Number(Math.exp(tick).toPrecision(3))}×`,
      tickSize: 0,
      label: null,
    },
    marks: [
      Plot.gridY(ticks.map(Math.log), { stroke: RULE, strokeOpacity: 1 }),
      Plot.ruleY([0], { stroke: QUIET, strokeDasharray: "4 3" }),
      Plot.dot(points, {
        x: "minutes",
        y: ({ ratio }: { ratio: number }) => Math.log(ratio),
        r: 2.8,
        fill: ({ trial }: Point) => variantColour(trial.cell.variant),
        fillOpacity: 0.6,
        title: ({ trial, ratio }: Point) =>
          `${cellLabel(trial.cell)}\n${ratio.toFixed(2)}× the mean of its cell\n` +
          `block ${trial.block}, trial ${trial.trial}`,
      }),
      Plot.line(blocks, {
        x: "minutes",
        y: ({ ratio }: Block) => Math.log(ratio),
        stroke: INK,
        strokeWidth: 1.6,
      }),
      Plot.dot(blocks, {
        x: "minutes",
        y: ({ ratio }: { ratio: number }) => Math.log(ratio),
        r: 4,
        fill: INK,
        stroke: SURFACE,
        title: ({ block, ratio }: Block) => `block ${block}\n${ratio.toFixed(2)}× on the mean`,
      }),
    ],
  }) as unknown as Drawing;
}
