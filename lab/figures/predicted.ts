/** What a rule predicted against what was measured. */
import * as Plot from "@observablehq/plot";
import type { Bound } from "../analysis/models/limit.ts";
import { missPercent, type Prediction } from "../analysis/models/predictions.ts";
import { formatCount } from "../text/format.ts";
import type { Run } from "../nouns/run.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { spread, textWidthPx } from "./frame/layout.ts";
import { INK, levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

export interface PredictedFigureOptions extends FigureOptions {
  /** How far from the line the grey band reaches, as a share. Default 0.1. */
  bandShare?: number;
  /** How many of the held-out cells get their name: those missed most. Default 3. */
  namedCount?: number;
}

const BOUNDS: Record<Bound, string> = {
  concurrency: "threads ÷ wait",
  workers: "a core each worker",
  cpu: "cores ÷ CPU",
  ceiling: "the database",
};

const MARGIN = { top: 10, right: 18, bottom: 46, left: 58 };
/** What parts two lines of names. */
const LINE_PX = 15;

/**
 * Predicted against measured throughput, both on a log scale: a small dot is a block, a large one a
 * cell's median, a ring a cell that the rule was fitted on. On the line the rule is right; below it,
 * it promised too much. The colour says which bound the rule took.
 *
 * @param predictions at least one
 * @example
 * ```ts
 * import { fixtureGrid, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { predictionsOf } from "lab/analysis/models/predictions.ts";
 * import { predictedFigure } from "lab/figures/predicted.ts";
 * const cells = fixtureGrid("gamma-sync", [1, 2], [1, 5]);
 * const run = fixtureRun({ cells });
 * const predictions = predictionsOf(run, cells.slice(0, 2), cells.slice(2));
 * console.log(predictedFigure(run, predictions, { title: "The rule is near" }).alt);
 * ```
 */
export function predictedFigure(
  run: Run,
  predictions: readonly Prediction[],
  options: PredictedFigureOptions,
): Figure {
  if (predictions.length === 0) {
    throw new NothingToShow(
      `Drawing predictions of run ${run.runId}: there are none; give cells that it measured.`,
    );
  }
  const { bandShare = 0.1, namedCount = 3 } = options;
  const bounds = (Object.keys(BOUNDS) as Bound[]).filter((bound) =>
    predictions.some(({ boundBy }) => boundBy === bound)
  );
  const colours = Object.fromEntries(
    bounds.map((bound, index) => [bound, levelColour(index, bounds.length)]),
  ) as Record<Bound, string>;
  const named = predictions.filter(({ heldOut }) => heldOut)
    .toSorted((a, b) => missPercent(b) - missPercent(a)).slice(0, namedCount);
  return figure({
    ...options,
    run,
    subtitle: `Requests/s that the rule predicted and that were measured; ${
      scenarioLine(run, predictions.map(({ cell }) => cell.scenario))
    }`,
    alt: `Scatter plot of measured against predicted throughput of ${predictions.length} cells. ${
      predictions.map(sentenceOf).join(" ")
    }`,
    legend: [
      ...bounds.map((bound) => ({
        label: BOUNDS[bound],
        colour: colours[bound],
        mark: "dot" as const,
      })),
      { label: "fitted on", colour: QUIET, mark: "ring" },
      { label: "one block", colour: QUIET, mark: "small dot" },
      { label: `right, within ${Math.round(bandShare * 100)} %`, colour: QUIET, mark: "line" },
    ],
    data: predictions.map(({ label, heldOut, boundBy, ratio, low, high, ...each }) => ({
      ...{ cell: label, fittedOn: heldOut ? "no" : "yes", boundBy },
      predictedRps: each.predictedRps,
      measuredRps: each.measuredRps,
      ...{ ratio, low },
      high: Number.isFinite(high) ? high : null,
    })),
    panels: (width) => [draw(predictions, named, colours, bandShare, width)],
  });
}

function draw(
  predictions: readonly Prediction[],
  named: readonly Prediction[],
  colours: Record<Bound, string>,
  bandShare: number,
  width: number,
): Drawing {
  const blocks = predictions.flatMap((prediction) =>
    prediction.blocks.map((block) => ({
      ...block,
      boundBy: prediction.boundBy,
      title: `${prediction.label}, block ${block.block}\n${pair(block)}`,
    }))
  );
  const values = [...predictions, ...blocks].flatMap((each) => [
    each.predictedRps,
    each.measuredRps,
  ]);
  const domain = [Math.min(...values) / 1.25, Math.max(...values) * 1.25] as const;
  const line = domain.map((rps) => ({
    rps,
    low: rps * (1 - bandShare),
    high: rps * (1 + bandShare),
  }));
  const narrow = width < 500;
  const colour = ({ boundBy }: { boundBy: Bound }) => colours[boundBy];
  const height = narrow ? 330 : 460;
  const pxPerLog = {
    x: (width - MARGIN.left - MARGIN.right) / Math.log(domain[1] / domain[0]),
    y: (height - MARGIN.top - MARGIN.bottom) / Math.log(domain[1] / domain[0]),
  };
  const placed = named.map((each) => {
    const place = placeOf(
      textWidthPx(each.label) + 14,
      Math.log(each.predictedRps / domain[0]) * pxPerLog.x,
      Math.log(domain[1] / each.predictedRps) * pxPerLog.x,
    );
    return { each, place, topPx: Math.log(domain[1] / each.measuredRps) * pxPerLog.y + place.dy };
  });
  const clearPx = spread(placed.map(({ topPx }) => topPx), LINE_PX);
  const nameMarks = placed.map(({ each, place, topPx }, index) =>
    Plot.text([each], {
      x: place === NAME_PLACES.edge ? () => domain[1] : "predictedRps",
      y: "measuredRps",
      text: "label",
      ...place,
      dy: place.dy + clearPx[index]! - topPx,
      fill: INK,
      stroke: SURFACE,
      strokeWidth: 4,
    })
  );
  const axis = {
    type: "log" as const,
    domain,
    labelAnchor: "center" as const,
    labelArrow: "none" as const,
    ticks: narrow ? 3 : 5,
    tickFormat: (rps: number) => formatCount(rps),
    tickSize: 0,
  };
  return Plot.plot({
    document: figureDocument,
    width,
    height,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    style: PLOT_STYLE,
    x: { ...axis, label: "predicted, requests/s", labelOffset: 38 },
    y: { ...axis, label: "measured, requests/s", labelOffset: 52 },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: axis.ticks }),
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: axis.ticks }),
      Plot.areaY(line, {
        x: "rps",
        y1: "low",
        y2: "high",
        fill: QUIET,
        fillOpacity: 0.14,
        clip: true,
      }),
      Plot.line(line, { x: "rps", y: "rps", stroke: QUIET, strokeWidth: 1.5 }),
      Plot.dot(blocks, {
        x: "predictedRps",
        y: "measuredRps",
        r: 2.4,
        fill: colour,
        fillOpacity: 0.5,
        title: "title",
      }),
      Plot.dot(predictions, {
        x: "predictedRps",
        y: "measuredRps",
        r: narrow ? 5 : 6.5,
        fill: (each: Prediction) => each.heldOut ? colour(each) : SURFACE,
        stroke: (each: Prediction) => each.heldOut ? SURFACE : colour(each),
        strokeWidth: (each: Prediction) => each.heldOut ? 1.5 : 2.2,
        title: (each: Prediction) =>
          `${each.label}${each.heldOut ? "" : " (fitted on)"}\n${pair(each)}\n${
            each.ratio.toFixed(2)
          } of it; ${BOUNDS[each.boundBy]}`,
      }),
      ...nameMarks,
    ],
  }) as unknown as Drawing;
}

/**
 * Names stand below to the right of their dot, where the line is not; near the edge, above to the left;
 * where neither has room for them, below and up to the edge.
 */
const NAME_PLACES = {
  right: { textAnchor: "start", dx: 11, dy: 9 },
  left: { textAnchor: "end", dx: -11, dy: -9 },
  edge: { textAnchor: "end", dx: -2, dy: 14 },
} as const;

function placeOf(neededPx: number, leftPx: number, rightPx: number) {
  if (rightPx > neededPx) return NAME_PLACES.right;
  return leftPx > neededPx ? NAME_PLACES.left : NAME_PLACES.edge;
}

const pair = ({ predictedRps, measuredRps }: { predictedRps: number; measuredRps: number }) =>
  `predicted ${formatCount(predictedRps)}, measured ${formatCount(measuredRps)} requests/s`;

function sentenceOf(prediction: Prediction): string {
  const { label, heldOut, boundBy } = prediction;
  return `${label}${heldOut ? "" : " (fitted on)"}: ${pair(prediction)}, bound by ${
    BOUNDS[boundBy]
  }.`;
}
