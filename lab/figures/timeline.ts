/** The window of each trial, second by second. */
import * as Plot from "@observablehq/plot";
import { median } from "simple-statistics";
import { distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import type { Cell } from "../nouns/cell.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
import { counted } from "../text/format.ts";
import { cellsToShow, type ShownCells } from "./frame/cells.ts";
import { trialData } from "./frame/csv.ts";
import {
  type Drawing,
  type Figure,
  figure,
  type FigureOptions,
  scenarioLine,
} from "./frame/figure.ts";
import { formatted, textWidthPx } from "./frame/layout.ts";
import { drawPanel, panelWidthPx } from "./frame/panel.ts";
import { QUIET, variantColour } from "./frame/theme.ts";

export interface TimelineOptions extends FigureOptions, ShownCells {
  /** `own`: each panel its own y scale. Default `shared`. */
  scale?: "shared" | "own";
}

/** A window of fewer full seconds has no course to draw. */
const FEWEST_SECONDS = 3;

interface Panel {
  variant: string;
  name: string;
  trials: CompletedTrial[];
  /** The median over trials, second by second, as far as all of them go. */
  middle: { second: number; rps: number }[];
}

/**
 * A panel a cell, a line a trial: 2xx answers in each full second of its window, with the median over
 * trials. What rises had not warmed up, what falls grows tired, what swings has a neighbour.
 *
 * @throws GauntletError when no window has three full seconds
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { timelineFigure } from "lab/figures/timeline.ts";
 * const run = fixtureRun();
 * console.log(timelineFigure(run, { cells: cellsOf(run).slice(0, 2), title: "It is steady" }).alt);
 * ```
 */
export function timelineFigure(run: Run, options: TimelineOptions): Figure {
  const asked = cellsToShow(run, options, "Drawing the course of windows");
  const labels = distinctCellLabels(asked, run);
  const panels = asked.map((cell, index) => panelOf(run, cell, labels[index]!))
    .filter(({ trials }) => trials.length > 0);
  if (panels.length === 0) {
    throw new NothingToShow(
      `Drawing the course of windows of run ${run.runId}: no window has ${FEWEST_SECONDS} full ` +
        `seconds; draw longer ones.`,
    );
  }
  const short = labels.filter((label) => !panels.some(({ name }) => name === label));
  const own = options.scale === "own" && panels.length > 1;
  const highest = Math.max(...panels.map(highestOf));
  return figure({
    ...options,
    run,
    subtitle: `Requests answered in each second of the window; ${
      scenarioLine(run, asked.map(({ scenario }) => scenario))
    }${own ? "; each panel has a scale of its own" : ""}`,
    alt: `Line charts of requests answered in each second of the window. ${
      panels.map(sentenceOf).join(" ")
    }`,
    legend: [
      { label: "one trial", colour: QUIET, mark: "line" },
      { label: "median of the trials", colour: QUIET, mark: "dot" },
    ],
    notes: short.length === 0
      ? []
      : [`No window of ${FEWEST_SECONDS} full seconds, and not shown: ${short.join(", ")}.`],
    data: panels.flatMap(({ name, trials }) =>
      trials.flatMap((trial) =>
        trial.outcome.throughputSamplesRps.map((rps, at) => ({
          ...trialData(name, trial),
          second: at + 1,
          throughputRps: rps,
        }))
      )
    ),
    panels: (widthPx) => {
      const width = panelWidthPx(widthPx, panels.length);
      return panels.map((panel) => draw(panel, width, (own ? highestOf(panel) : highest) * 1.06));
    },
  });
}

function panelOf(run: Run, cell: Cell, name: string): Panel {
  const trials = trialsOf(run, cell).filter(({ outcome }) =>
    outcome.throughputSamplesRps.length >= FEWEST_SECONDS
  );
  const seconds = Math.min(...trials.map(({ outcome }) => outcome.throughputSamplesRps.length));
  return {
    variant: cell.variant,
    name,
    trials,
    middle: trials.length === 0 ? [] : Array.from({ length: seconds }, (_, at) => ({
      second: at + 1,
      rps: median(trials.map(({ outcome }) => outcome.throughputSamplesRps[at]!)),
    })),
  };
}

const highestOf = ({ trials }: Panel): number =>
  Math.max(...trials.flatMap(({ outcome }) => outcome.throughputSamplesRps));

function sentenceOf({ name, trials, middle }: Panel): string {
  const [first, last] = [middle[0]!, middle.at(-1)!];
  return `${name}, ${counted(trials.length, "trial")}: the median goes from ${
    formatted(first.rps)
  } in the ` +
    `first second to ${formatted(last.rps)} in second ${last.second}.`;
}

function draw({ variant, name, trials, middle }: Panel, width: number, highest: number): Drawing {
  const colour = variantColour(variant);
  const seconds = Math.max(
    ...trials.map(({ outcome }) => outcome.throughputSamplesRps.length),
  );
  const margin = { top: 44, right: 16, bottom: 38, left: textWidthPx(formatted(highest)) + 14 };
  const every = Math.ceil(seconds / 10);
  return drawPanel({
    ...{ variant, name, width, margin, highest },
    x: {
      domain: [1, seconds],
      label: "second of the window",
      ticks: Array.from({ length: seconds }, (_, at) => at + 1).filter((s) =>
        (s - 1) % every === 0
      ),
      tickFormat: String,
    },
    marks: [
      trials.map((trial) =>
        Plot.line(trial.outcome.throughputSamplesRps.map((rps, at) => ({ second: at + 1, rps })), {
          x: "second",
          y: "rps",
          stroke: colour,
          strokeOpacity: 0.35,
          strokeWidth: 1.2,
          title: () =>
            `${name}\nblock ${trial.block}, trial ${trial.trial}: ${
              formatted(trial.outcome.throughputRps)
            } requests/s`,
        })
      ),
      Plot.line(middle, { x: "second", y: "rps", stroke: colour, strokeWidth: 2.4 }),
      Plot.dot(middle, {
        x: "second",
        y: "rps",
        r: 3.2,
        fill: colour,
        title: ({ second, rps }: { second: number; rps: number }) =>
          `${name}\nsecond ${second}: ${formatted(rps)} requests/s, the median of ${trials.length}`,
      }),
    ],
  });
}
