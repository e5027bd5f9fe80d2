/** Workers × threads as a heat map: what gave most, and what cannot be told from it. */
import * as Plot from "@observablehq/plot";
import { type BestOf, bestOf } from "../analysis/best/best.ts";
import {
  cellKey,
  distinctCellLabels,
  meanRps,
  scenarioKey,
  trialsOf,
} from "../analysis/tables/cells.ts";
import { isCeiling, titleOf } from "../analysis/tables/facts.ts";
import type { Cell } from "../nouns/cell.ts";
import { GauntletError } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import { counted } from "../text/format.ts";
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
import { formatted } from "./frame/layout.ts";
import { panelWidthPx } from "./frame/panel.ts";
import { INK, PLOT_STYLE, QUIET, SURFACE, variantColour } from "./frame/theme.ts";

export type HeatOptions = FigureOptions & ShownCells;

/** A square of a panel. */
interface Square {
  workers: string;
  threads: string;
  throughputRps: number;
  /** 0 for the lowest of its panel, 1 for the highest. */
  level: number;
  mark: "best" | "indistinct" | null;
  title: string;
}

interface Panel {
  variant: string;
  name: string;
  threaded: boolean;
  squares: Square[];
}

/**
 * A panel a variant: workers downwards, threads to the right, the darker the more requests a second.
 * The best is marked, and whatever this run cannot tell from it: see `bestOf`.
 *
 * @throws GauntletError when its cells ask several scenarios, or nothing is known of their workers
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { heatFigure } from "lab/figures/heat.ts";
 * console.log(heatFigure(fixtureRun(), { title: "Several settings are as good" }).alt);
 * ```
 */
export function heatFigure(run: Run, options: HeatOptions): Figure {
  const cells = cellsToShow(run, options, "Drawing settings")
    .filter((cell) => !isCeiling(run, cell) && cell.settings.workers !== null);
  const scenarioCount = new Set(cells.map(({ scenario }) => scenarioKey(scenario))).size;
  if (scenarioCount !== 1) {
    throw new GauntletError(
      `Drawing settings of run ${run.runId}: ${
        scenarioCount === 0
          ? "nothing is known of the workers of its servers; give cells that the lab started"
          : `its cells ask ${scenarioCount} scenarios; give those of one as { cells }`
      }`,
    );
  }
  const panels = [...Map.groupBy(cells, ({ variant }) => variant)]
    .map(([variant, ofVariant]) => panelOf(run, variant, ofVariant));
  const labels = distinctCellLabels(cells, run);
  const marks = panels.flatMap(({ squares }) => squares.map(({ mark }) => mark));
  return figure({
    ...options,
    run,
    subtitle: `Requests answered per second by workers and threads, mean over trials; ${
      scenarioLine(run, cells.map(({ scenario }) => scenario))
    }; each panel has a scale of its own`,
    alt: `Heat maps of requests answered per second. ${panels.map(sentenceOf).join(" ")}`,
    legend: [
      { label: "the best", colour: INK, mark: "dot" },
      ...(marks.includes("indistinct")
        ? [{ label: "cannot be told from the best", colour: INK, mark: "ring" as const }]
        : []),
    ],
    data: cells.flatMap((cell, index) =>
      trialsOf(run, cell).map((trial) => ({
        ...trialData(labels[index]!, trial),
        workers: cell.settings.workers,
        threads: cell.settings.threads,
        throughputRps: trial.outcome.throughputRps,
      }))
    ),
    panels: (width) => panels.map((panel) => draw(panel, panelWidthPx(width, panels.length))),
  });
}

function panelOf(run: Run, variant: string, cells: Cell[]): Panel {
  const keys = new Set(cells.map(cellKey));
  const found = bestOf(run, variant, { where: (cell) => keys.has(cellKey(cell)) });
  const means = cells.map((cell) => meanRps(run, cell));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return {
    variant,
    name: titleOf(run, variant),
    threaded: cells.some(({ settings }) => settings.threads !== null),
    squares: cells.map((cell, index): Square => {
      const { workers, threads } = cell.settings;
      const throughputRps = means[index]!;
      const mark = markOf(found, cell);
      return {
        workers: String(workers),
        threads: String(threads ?? ""),
        throughputRps,
        level: high === low ? 1 : (throughputRps - low) / (high - low),
        mark,
        title: `${counted(workers!, "worker")}${
          threads === null ? "" : ` of ${counted(threads, "thread")}`
        }\n${formatted(throughputRps)} requests/s, ${counted(trialsOf(run, cell).length, "trial")}${
          { best: "\nthe best", indistinct: "\ncannot be told from the best", none: "" }[
            mark ?? "none"
          ]
        }`,
      };
    }),
  };
}

function markOf({ best, indistinct }: BestOf, cell: Cell): Square["mark"] {
  if (cellKey(best.cell) === cellKey(cell)) return "best";
  return indistinct.some((other) => cellKey(other.cell) === cellKey(cell)) ? "indistinct" : null;
}

function sentenceOf({ name, squares }: Panel): string {
  const said = ({ workers, threads }: Square) => threads === "" ? workers : `${workers}×${threads}`;
  const best = squares.find(({ mark }) => mark === "best");
  const near = squares.filter(({ mark }) => mark === "indistinct");
  if (best === undefined) return `${name}: ${counted(squares.length, "setting")}.`;
  return `${name}: ${said(best)} gave most, ${formatted(best.throughputRps)} requests/s; ${
    near.length === 0
      ? "none of the others comes near"
      : `${near.map(said).join(", ")} cannot be told from it`
  }.`;
}

const SQUARE_PX = 46;
const TOP_PX = 30;
const BOTTOM_PX = 40;
const LEFT_PX = 50;

/** From next to nothing to as much as black and white letters can still be read on. */
const shade = (variant: string, level: number): string =>
  `color-mix(in srgb, ${variantColour(variant)} ${Math.round(6 + 46 * level)}%, ${SURFACE})`;

function draw({ variant, name, threaded, squares }: Panel, width: number): Drawing {
  const inOrder = (of: (square: Square) => string) =>
    [...new Set(squares.map(of))].sort((a, b) => Number(a) - Number(b));
  // Without threads there is one row of squares: workers to the right.
  const x = threaded ? "threads" : "workers";
  const columns = inOrder((square) => square[x]);
  const rows = threaded ? inOrder(({ workers }) => workers) : [""];
  const y = (square: Square) => threaded ? square.workers : "";
  const squarePx = Math.min(96, (width - LEFT_PX - 6) / columns.length);
  const marked = squares.filter(({ mark }) => mark !== null);
  return Plot.plot({
    document: figureDocument,
    width,
    height: TOP_PX + BOTTOM_PX + SQUARE_PX * rows.length,
    marginLeft: LEFT_PX,
    marginRight: width - LEFT_PX - squarePx * columns.length,
    marginTop: TOP_PX,
    marginBottom: BOTTOM_PX,
    style: PLOT_STYLE,
    x: {
      type: "band",
      domain: columns,
      label: threaded ? "threads a worker" : "workers",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      tickSize: 0,
      padding: 0.03,
    },
    y: { type: "band", domain: rows, label: null, tickSize: 0, padding: 0.05 },
    marks: [
      Plot.cell(squares, {
        x,
        y,
        fill: ({ level }: Square) => shade(variant, level),
        rx: 4,
        title: "title",
      }),
      Plot.text(squares, {
        x,
        y,
        text: ({ throughputRps }: Square) => formatted(throughputRps),
        fill: INK,
        pointerEvents: "none",
      }),
      Plot.dot(marked, {
        x,
        y,
        dx: squarePx / 2 - 10,
        dy: -SQUARE_PX / 2 + 10,
        r: 3.5,
        fill: ({ mark }: Square) => mark === "best" ? INK : "none",
        stroke: INK,
        strokeWidth: 1.5,
        title: "title",
      }),
      Plot.text([name], {
        frameAnchor: "top-left",
        dx: -LEFT_PX,
        dy: -TOP_PX + 4,
        fontSize: 14,
        fontWeight: 600,
        fill: variantColour(variant),
      }),
      threaded
        ? Plot.text(["workers"], {
          frameAnchor: "top-left",
          textAnchor: "start",
          dx: -LEFT_PX,
          dy: -8,
          fill: QUIET,
        })
        : null,
    ],
  }) as unknown as Drawing;
}
