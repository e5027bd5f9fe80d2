/** The best of each variant beside what was published, as ratios to one reference. */
import * as Plot from "@observablehq/plot";
import {
  type BesideOptions,
  type BesidePublished,
  bestBesidePublished,
} from "../analysis/best/beside.ts";
import { titleOf } from "../analysis/tables/facts.ts";
import { counted } from "../text/format.ts";
import type { Run } from "../nouns/run.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted } from "./frame/layout.ts";
import { confidenceText, rowLabels, rowsLayout } from "./frame/rows.ts";
import { INK, PLOT_STYLE, QUIET, RULE, SURFACE, variantColour } from "./frame/theme.ts";

export interface BestFigureOptions extends Omit<FigureOptions, "title">, BesideOptions {
  /** Or what is said of the variant that leads, which only the run knows. */
  title: string | ((leader: BesidePublished) => string);
}

interface Row extends BesidePublished {
  name: string;
}

/**
 * For each variant the throughput of its best settings over that of the reference's best settings:
 * small dots are blocks, the large dot their geometric mean with its interval, the diamond the published
 * ratio within its own table. Below three blocks there is no interval to draw.
 *
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { bestFigure } from "lab/figures/best.ts";
 * console.log(bestFigure(fixtureRun(), { title: "Gamma keeps up with Delta" }).alt);
 * ```
 */
export function bestFigure(run: Run, options: BestFigureOptions): Figure {
  const rows = bestBesidePublished(run, options).map((row) => ({
    ...row,
    name: `${titleOf(run, row.variant)}, ${row.settings}`,
  }));
  const reference = rows.find(({ comparison }) => comparison === null)!;
  const unbounded = rows.some(({ ratioHigh }) => ratioHigh === Infinity);
  const { title } = options;
  return figure({
    ...options,
    title: typeof title === "string" ? title : title(rows[0]!),
    run,
    subtitle: `Throughput of the best settings over that of ${reference.name}; ${
      scenarioLine(run, rows.map(({ best }) => best.cell.scenario))
    }`,
    alt: `Dot plot of throughput relative to ${reference.name}. ${
      rows.filter((row) => row !== reference).map(sentenceOf).join(" ")
    }`,
    legend: [
      { label: "one block", colour: QUIET, mark: "small dot" },
      {
        label: unbounded
          ? "mean over blocks"
          : `mean over blocks, ${
            confidenceText(rows.flatMap(({ comparison }) => comparison ?? []))
          } interval`,
        colour: QUIET,
        mark: "dot",
      },
      ...(rows.some(({ publishedRatio }) => publishedRatio !== null)
        ? [{
          label: "the published ratio, in its own table",
          colour: INK,
          mark: "diamond" as const,
        }]
        : []),
      ...(rows.some(({ ceilingShare }) => ceilingShare !== null)
        ? [{ label: "the same SQL with no web server", colour: INK, mark: "tick" as const }]
        : []),
    ],
    notes: [
      ...(unbounded ? ["An interval needs three blocks that measured both of a pair."] : []),
      ...(rows.some(({ cellCount }) => cellCount > 1) ? [choiceNote(rows)] : []),
    ],
    data: rows.map((row) => ({
      variant: row.variant,
      settings: row.settings,
      throughputRps: row.throughputRps,
      ratio: row.ratio,
      ratioLow: row.ratioLow,
      ratioHigh: Number.isFinite(row.ratioHigh) ? row.ratioHigh : null,
      publishedRatio: row.publishedRatio,
    })),
    panels: (width) => [drawRatios(rows, width)],
  });
}

function choiceNote(rows: readonly Row[]): string {
  const compared = rows.filter(({ comparison }) => comparison !== null);
  const isFresh = ({ comparison }: Row) => comparison!.afterBlock !== undefined;
  if (compared.length > 0 && compared.every(isFresh)) {
    return `The best by the first ${
      counted(compared[0]!.comparison!.afterBlock!, "block")
    }, compared on later ones.`;
  }
  return "The best of several settings looks better than it is until fresh blocks confirm it.";
}

function drawRatios(rows: Row[], width: number): Drawing {
  const labels = rows.map(({ name }) => name);
  const layout = rowsLayout(labels, width, 56, 58);
  const bounded = rows.filter(({ comparison, ratioHigh }) => comparison && ratioHigh < Infinity);
  const blocks = rows.flatMap(({ name, variant, comparison }) =>
    (comparison?.blockRatios ?? []).map(({ block, ratio }) => ({
      name,
      variant,
      ratio,
      title: `${name}\nblock ${block}: ${ratio.toFixed(2)}×`,
    }))
  );
  const published = rows.filter(({ publishedRatio }) => publishedRatio !== null);
  const values = [
    1,
    ...rows.map(({ ratio }) => ratio).filter(Number.isFinite),
    ...blocks.map(({ ratio }) => ratio),
    ...bounded.map(({ ratioHigh }) => ratioHigh),
    ...published.map(({ publishedRatio }) => publishedRatio!),
    ...rows.filter(({ ceilingShare }) => ceilingShare !== null).map(ceilingRatio),
  ];
  // An interval from three wild blocks may reach far: it is cut rather than flatten the rest.
  const pointsHigh = Math.max(
    ...rows.map(({ ratio }) => ratio).filter(Number.isFinite),
    ...blocks.map(({ ratio }) => ratio),
    1.2,
  );
  const limit = Math.min(Math.max(...values), pointsHigh * 1.6) * 1.06;
  const colour = ({ variant }: { variant: string }) => variantColour(variant);
  const ceilings = rows.filter((row) => row.ceilingShare !== null && ceilingRatio(row) <= limit);
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    style: PLOT_STYLE,
    x: {
      domain: [0, limit],
      label: "times the reference",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks: layout.tickCount,
      tickFormat: (value: number) => `${Number(value.toFixed(2))}×`,
      tickSize: 0,
    },
    y: { type: "point", domain: labels, axis: null, padding: 0.5 },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: layout.tickCount }),
      Plot.ruleX([1], { stroke: QUIET, strokeWidth: 1.5, strokeDasharray: "4 3" }),
      rowLabels(labels, layout),
      ceilings.length === 0 ? null : Plot.vector(ceilings, {
        x: ceilingRatio,
        y: "name",
        length: 24,
        shape: STROKE,
        anchor: "start",
        dy: layout.markDy,
        stroke: INK,
        strokeWidth: 2.5,
        title: (row: Row) =>
          `${row.name}\nthe same SQL with no web server: ${ceilingRatio(row).toFixed(2)}×`,
      }),
      Plot.ruleY(bounded, {
        y: "name",
        x1: ({ ratioLow }: Row) => ratioLow,
        x2: ({ ratioHigh }: Row) => Math.min(ratioHigh, limit),
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
      Plot.dot(rows.filter(({ ratio }) => Number.isFinite(ratio)), {
        x: "ratio",
        y: "name",
        r: 6,
        dy: layout.markDy,
        fill: colour,
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: tooltip,
      }),
      Plot.text(rows.filter(({ ratio }) => Number.isFinite(ratio)), {
        x: ({ ratio, ratioHigh }: Row) => ratioHigh < Infinity ? Math.min(ratioHigh, limit) : ratio,
        y: "name",
        text: ({ ratio }: Row) => `${ratio.toFixed(2)}×`,
        textAnchor: "start",
        dx: 11,
        dy: layout.markDy,
        fill: INK,
        fontWeight: 600,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.text(published, {
        x: "publishedRatio",
        y: "name",
        text: ({ publishedRatio }: Row) => `${publishedRatio!.toFixed(2)}×`,
        textAnchor: "start",
        dx: 11,
        dy: layout.markDy - 15,
        fill: QUIET,
        stroke: SURFACE,
        strokeWidth: 4,
      }),
      Plot.dot(published, {
        x: "publishedRatio",
        y: "name",
        symbol: "diamond2",
        r: 5,
        dy: layout.markDy - 15,
        stroke: INK,
        strokeWidth: 1.8,
        fill: SURFACE,
        title: ({ published, publishedRatio, publishedSettings, publishedThroughputRps }: Row) =>
          [`published: ${published!.server}`, publishedSettings].filter(Boolean).join(" ") +
          `\n${publishedRatio!.toFixed(2)}×` +
          (publishedThroughputRps === null
            ? ""
            : ` (${formatted(publishedThroughputRps)} requests/s)`),
      }),
    ],
  }) as unknown as Drawing;
}

/** An upright stroke; a tick would need bands instead of points. */
const STROKE = {
  draw(
    context: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void },
    px: number,
  ) {
    context.moveTo(0, -px / 2);
    context.lineTo(0, px / 2);
  },
};

/** The ceiling on the scale of the ratios. */
const ceilingRatio = ({ ratio, ceilingShare }: Row) => ratio / ceilingShare!;

function tooltip({ name, ratio, ratioLow, ratioHigh, comparison, throughputRps }: Row): string {
  const interval = comparison === null
    ? "the reference"
    : ratioHigh === Infinity
    ? comparison.verdictText
    : `${ratioLow.toFixed(2)}–${ratioHigh.toFixed(2)}, ${comparison.verdictText}`;
  return `${name}\n${ratio.toFixed(2)}× (${interval})\n${formatted(throughputRps)} requests/s`;
}

function sentenceOf({ name, ratio, ratioLow, ratioHigh, comparison, publishedRatio }: Row): string {
  const interval = ratioHigh === Infinity
    ? ""
    : `, interval ${ratioLow.toFixed(2)} to ${ratioHigh.toFixed(2)}`;
  const theirs = publishedRatio === null ? "" : `; published is ${publishedRatio.toFixed(2)}`;
  return `${name}: ${ratio.toFixed(2)} times${interval}, ${comparison!.verdictText}${theirs}.`;
}
