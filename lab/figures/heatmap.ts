/** Workers × threads of one variant: what each pair gives, and which cannot be told from the best. */
import * as Plot from "@observablehq/plot";
import { bestOf, type Standing } from "../analysis/best/best.ts";
import { choosingPart } from "../analysis/best/winners.ts";
import { trialsOf } from "../analysis/tables/cells.ts";
import { cellsOf } from "../analysis/tables/cells.ts";
import type { Run } from "../nouns/run.ts";
import { significant } from "../text/format.ts";
import {
  type Drawing,
  type Figure,
  figure,
  figureDocument,
  type FigureOptions,
  scenarioLine,
} from "./figure.ts";
import { INK, PLOT_STYLE, QUIET, SURFACE, variantColour } from "./theme.ts";

export interface HeatmapOptions extends FigureOptions {
  variant: string;
  /** The pair that an article kept. */
  chosen?: { workers: number; threads: number };
}

interface Place {
  workers: number;
  threads: number;
  throughputRps: number;
  shareOfBest: number;
  mark: string;
}

/**
 * A field a pair, darker where it gives more. A ring: it cannot be told from the best by the blocks that
 * all pairs ride in; a star: an article kept it.
 *
 * @throws when the run measured no pair of the variant
 * @example
 * ```ts
 * import { fixtureGrid, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { heatmapFigure } from "lab/figures/heatmap.ts";
 * const run = fixtureRun({ cells: fixtureGrid("gamma-sync", [1, 2], [1, 5]) });
 * const figure = heatmapFigure(run, { title: "Five threads suit", variant: "gamma-sync" });
 * console.log(figure.alt.startsWith("Heat map")); // true
 * ```
 */
export function heatmapFigure(run: Run, options: HeatmapOptions): Figure {
  const { variant, chosen } = options;
  const { best, indistinct } = bestOf(run, variant);
  const rode = choosingPart(run);
  const alike = new Set([best, ...indistinct].map(({ label }) => label));
  const standings: Standing[] = cellsOf(run)
    .filter((cell) => cell.variant === variant && trialsOf(rode, cell).length > 0)
    .map((cell) => bestOf(run, variant, { where: (each) => each === cell }).best);
  const places = standings.map((standing): Place => {
    const { workers, threads } = standing.cell.settings;
    const isChosen = workers === chosen?.workers && threads === chosen?.threads;
    const isAlike = [...alike].some((label) => label.startsWith(standing.label));
    return {
      ...{ workers: workers ?? 1, threads: threads ?? 1, throughputRps: standing.throughputRps },
      shareOfBest: standing.throughputRps / best.throughputRps,
      mark: `${isAlike ? "○" : ""}${isChosen ? "★" : ""}`,
    };
  });
  const words = places.map(({ workers, threads, throughputRps, mark }) =>
    `${workers}×${threads}: ${significant(throughputRps)}${
      mark.includes("○") ? ", not told from the best" : ""
    }`
  );
  return figure({
    ...options,
    run,
    subtitle: `Requests/s of ${variant}, workers × threads; ${
      scenarioLine(run, standings.map(({ cell }) => cell.scenario))
    }`,
    alt: `Heat map of requests a second by workers and threads. ${words.join("; ")}.`,
    notes: [
      "○ cannot be told from the best by the blocks in which all pairs ride.",
      ...(chosen === undefined ? [] : ["★ the pair that the article kept."]),
    ],
    panels: (width) => [draw(places, variant, width)],
  });
}

function draw(places: Place[], variant: string, width: number): Drawing {
  const rows = new Set(places.map(({ workers }) => workers)).size;
  const dark = ({ shareOfBest }: Place) => shareOfBest > 0.75;
  const text = (some: Place[], fill: string) =>
    Plot.text(some, {
      x: "threads",
      y: "workers",
      text: ({ throughputRps, mark }: Place) => `${significant(throughputRps)}\n${mark}`,
      fill,
      fontWeight: 600,
      fontSize: width < 500 ? 11 : 14,
    });
  return Plot.plot({
    document: figureDocument,
    width,
    height: rows * 58 + 60,
    marginLeft: 64,
    marginBottom: 44,
    style: PLOT_STYLE,
    x: { type: "band", label: "threads a worker", labelArrow: "none", tickSize: 0, padding: 0.04 },
    y: { type: "band", label: "workers", labelArrow: "none", tickSize: 0, padding: 0.06 },
    marks: [
      Plot.cell(places, {
        x: "threads",
        y: "workers",
        fill: variantColour(variant),
        fillOpacity: ({ shareOfBest }: Place) => 0.08 + 0.92 * Math.max(0, shareOfBest) ** 3,
        stroke: QUIET,
        strokeOpacity: 0.3,
        title: ({ workers, threads, throughputRps, shareOfBest }: Place) =>
          `${workers}×${threads}\n${significant(throughputRps)} requests/s, ${
            significant(shareOfBest * 100, 2)
          } % of the best`,
      }),
      text(places.filter(dark), SURFACE),
      text(places.filter((place) => !dark(place)), INK),
    ],
  }) as unknown as Drawing;
}
