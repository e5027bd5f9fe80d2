/** Ratios of one cell to another, a row each, beside those that were published. */
import * as Plot from "@observablehq/plot";
import { distinctCellLabels } from "../analysis/tables/cells.ts";
import type { Comparison } from "../analysis/comparing/compare.ts";
import { compareAsClaimed } from "../analysis/comparing/looked.ts";
import type { PublishedRatio } from "../analysis/studies/published.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { confidenceText, rowLabels, type RowsLayout, rowsLayout } from "./frame/rows.ts";
import { INK, PLOT_STYLE, QUIET, RULE, SURFACE, variantColour } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

/** One row: the throughput of a cell over that of another. */
export interface RatioRow {
  /** What the row is called: `pool`. Unique within its panel. */
  name: string;
  over: Cell;
  under: Cell;
  /** The heading of the panel that it stands in; rows without one share a panel. */
  panel?: string;
  /** The published ratio of their counterparts, within one table. */
  published?: PublishedRatio;
}

export interface RatiosOptions extends FigureOptions {
  /** In this order; those of which the run lacks a cell are named in the caption. */
  rows: RatioRow[];
  /** What is divided by what. Default: `Throughput, one over the other`. */
  what?: string;
}

interface Drawn extends RatioRow {
  comparison: Comparison;
  /** The two cells in words. */
  cells: string;
}

/**
 * Ratios on a log scale, so that twice and half are equally far from 1: small dots are blocks, the
 * large dot their geometric mean with its interval, the diamond the published ratio in its own table. In a run
 * whose blocks went where claims were open each row is as a claim of it is judged: see `compareAsClaimed`.
 *
 * @throws when no block of the run measured both cells of a row
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { ratiosFigure } from "lab/figures/ratios.ts";
 * const run = fixtureRun();
 * const [under, over] = cellsOf(run);
 * const rows = [{ name: "a second worker", over: over!, under: under! }];
 * console.log(ratiosFigure(run, { title: "A second worker helps", rows }).alt);
 * ```
 */
export function ratiosFigure(run: Run, options: RatiosOptions): Figure {
  const { what = "Throughput, one over the other" } = options;
  const compared = options.rows.map((row) => (
    { ...row, comparison: compareAsClaimed(run, [row.over, row.under]) }
  ));
  const measured = compared.filter(({ comparison }) => comparison.blocks > 0);
  if (measured.length === 0) {
    throw new NothingToShow(
      `Drawing ratios of run ${run.runId}: it measured both cells of none of ${options.rows.length} ` +
        `rows; give rows of cells that it has.`,
    );
  }
  const labels = distinctCellLabels(measured.flatMap(({ over, under }) => [over, under]), run);
  const rows = measured.map((row, index): Drawn => ({
    ...row,
    cells: `${labels[2 * index]} over ${labels[2 * index + 1]}`,
  }));
  const missing = compared.filter(({ comparison }) => comparison.blocks === 0);
  const bounded = rows.some(isBounded);
  return figure({
    ...options,
    run,
    subtitle: `${what}; ${scenarioLine(run, rows.map(({ over }) => over.scenario))}`,
    alt: `Dot plot. ${what}. ${rows.map(sentenceOf).join(" ")}`,
    legend: [
      { label: "one block", colour: QUIET, mark: "small dot" },
      {
        label: bounded
          ? `mean over blocks, ${
            confidenceText(rows.filter(isBounded).map(({ comparison }) => comparison))
          } interval`
          : "mean over blocks",
        colour: QUIET,
        mark: "dot",
      },
      ...(rows.some(({ published }) => published)
        ? [{
          label: "the published ratio, in its own table",
          colour: INK,
          mark: "diamond" as const,
        }]
        : []),
    ],
    notes: [
      ...(rows.every(isBounded) ? [] : ["An interval needs three blocks that measured both."]),
      ...(missing.length === 0 ? [] : [
        `Not measured in this run: ${
          missing.map(({ name, panel }) => panel ? `${name} (${panel})` : name).join(", ")
        }.`,
      ]),
    ],
    data: rows.map(({ name, panel, cells, comparison, published }) => ({
      ...(panel === undefined ? {} : { panel }),
      ...{ row: name, cells, blocks: comparison.blocks, ratio: comparison.ratio },
      low: comparison.low,
      high: Number.isFinite(comparison.high) ? comparison.high : null,
      verdict: comparison.verdict,
      publishedRatio: published?.ratio ?? null,
    })),
    panels: (width) => {
      const domain = domainOf(rows);
      // The same margins for all panels, so that 1 is in one place.
      const layout = rowsLayout(rows.map(({ name }) => name), width, 52, 58);
      return [...Map.groupBy(rows, ({ panel }) => panel ?? "")]
        .map(([heading, ofPanel]) => drawPanel(heading, ofPanel, layout, domain));
    },
  });
}

const isBounded = ({ comparison }: Drawn) => comparison.high < Infinity;

/** One scale for all panels. An interval from few wild blocks may reach far: it is cut. */
function domainOf(rows: Drawn[]): [number, number] {
  const points = rows.flatMap(({ comparison, published }) => [
    1,
    comparison.ratio,
    ...comparison.blockRatios.map(({ ratio }) => ratio),
    ...(published ? [published.ratio] : []),
  ]).filter((ratio) => ratio > 0);
  const [lowest, highest] = [Math.min(...points, 1 / 1.1), Math.max(...points, 1.1)];
  const bounded = rows.filter(isBounded).map(({ comparison }) => comparison);
  const low = Math.max(lowest / 1.5, Math.min(lowest, ...bounded.map(({ low }) => low)));
  const high = Math.min(highest * 1.5, Math.max(highest, ...bounded.map(({ high }) => high)));
  return [low / 1.06, high * 1.06];
}

function drawPanel(
  heading: string,
  rows: Drawn[],
  layout: RowsLayout,
  domain: [number, number],
): Drawing {
  const names = rows.map(({ name }) => name);
  const headingPx = heading ? 24 : 0;
  const ticks = ticksOf(domain, layout.innerWidthPx);
  const blocks = rows.flatMap(({ name, over, comparison }) =>
    comparison.blockRatios.map(({ block, ratio }) => ({
      name,
      over,
      ratio,
      title: `${name}\nblock ${block}: ${ratio.toFixed(2)}×`,
    }))
  );
  const published = rows.filter(({ published }) => published);
  const colour = ({ over }: Pick<RatioRow, "over">) => variantColour(over.variant);
  const cut = (ratio: number) => Math.min(Math.max(ratio, domain[0]), domain[1]);
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    height: names.length * layout.rowPx + headingPx + 48,
    marginTop: layout.size.marginTop + headingPx,
    style: PLOT_STYLE,
    x: {
      type: "log",
      domain,
      label: "times, log scale",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks,
      tickFormat: (value: number) => `${value}×`,
      tickSize: 0,
    },
    y: { type: "point", domain: names, axis: null, padding: 0.5 },
    marks: [
      Plot.gridX(ticks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.ruleX([1], { stroke: QUIET, strokeWidth: 1.5, strokeDasharray: "4 3" }),
      ...(heading
        ? [Plot.text([heading], {
          frameAnchor: "top-left",
          dx: layout.labelsAbove ? 0 : -layout.size.marginLeft,
          dy: -headingPx,
          text: (text: string) => text,
          textAnchor: "start",
          fill: INK,
          fontWeight: 650,
          fontSize: 13,
        })]
        : []),
      rowLabels(names, layout),
      Plot.ruleY(rows.filter(isBounded), {
        y: "name",
        x1: ({ comparison }: Drawn) => cut(comparison.low),
        x2: ({ comparison }: Drawn) => cut(comparison.high),
        dy: layout.markDy,
        stroke: colour,
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(blocks, {
        x: "ratio",
        y: "name",
        r: 2.6,
        dy: layout.markDy + 11,
        fill: colour,
        fillOpacity: 0.65,
        title: "title",
      }),
      Plot.dot(rows, {
        x: ({ comparison }: Drawn) => comparison.ratio,
        y: "name",
        r: 6,
        dy: layout.markDy,
        fill: colour,
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: sentenceOf,
      }),
      Plot.text(rows, {
        x: (row: Drawn) => cut(isBounded(row) ? row.comparison.high : row.comparison.ratio),
        y: "name",
        text: ({ comparison }: Drawn) => `${comparison.ratio.toFixed(2)}×`,
        textAnchor: "start",
        dx: 11,
        dy: layout.markDy,
        fill: INK,
        fontWeight: 600,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.text(published, {
        x: ({ published }: Drawn) => published!.ratio,
        y: "name",
        text: ({ published }: Drawn) => `${published!.ratio.toFixed(2)}×`,
        textAnchor: "start",
        dx: 11,
        dy: layout.markDy - 15,
        fill: QUIET,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.dot(published, {
        x: ({ published }: Drawn) => published!.ratio,
        y: "name",
        symbol: "diamond2",
        r: 5,
        dy: layout.markDy - 15,
        stroke: INK,
        strokeWidth: 1.8,
        fill: SURFACE,
        title: ({ published }: Drawn) =>
          `published: ${published!.over} over ${published!.under}\n` +
          `${published!.ratio.toFixed(2)}×`,
      }),
    ],
  }) as unknown as Drawing;
}

const ROUND_RATIOS = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9],
  ...[1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100],
];

/** Round ratios that stand apart, 1 among them. */
function ticksOf([low, high]: [number, number], widthPx: number): number[] {
  const at = (ratio: number) => Math.log(ratio) / Math.log(high / low) * widthPx;
  return ROUND_RATIOS.filter((ratio) => ratio >= low && ratio <= high)
    .sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))
    .reduce(
      (kept, ratio) =>
        kept.every((other) => Math.abs(at(ratio) - at(other)) >= 44) ? [...kept, ratio] : kept,
      [] as number[],
    );
}

function sentenceOf({ name, panel, cells, comparison, published }: Drawn): string {
  const { ratio, low, high, verdictText } = comparison;
  const interval = high === Infinity ? "" : `, interval ${low.toFixed(2)} to ${high.toFixed(2)}`;
  const theirs = published ? `; published is ${published.ratio.toFixed(2)}` : "";
  return `${name}${panel ? ` (${panel})` : ""}, ${cells}: ${
    ratio.toFixed(2)
  } times${interval}, ${verdictText}${theirs}.`;
}
