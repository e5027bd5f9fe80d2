/**
 * The figures as notebooks call them: where a run has none of what is to be drawn, because its profile
 * leaves it out or none of its trials counts, a sentence stands in the place of the figure. A page is
 * never broken by what was not measured.
 */
import { compareAsClaimed } from "../analysis/comparing/looked.ts";
import { cellsOf } from "../analysis/tables/cells.ts";
import { measuredOf } from "../analysis/tables/measured.ts";
import { cpuFigure as drawCpu } from "../figures/cpu.ts";
import { heatmapFigure as drawHeatmap } from "../figures/heatmap.ts";
import { latencyFigure as drawLatency } from "../figures/latency.ts";
import { ratiosFigure as drawRatios } from "../figures/ratios.ts";
import { sweepFigure as drawSweep } from "../figures/sweep.ts";
import { timeFigure as drawTime } from "../figures/time.ts";
import type { Figure } from "../figures/figure.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import type { Displayable } from "./display.ts";
import { say } from "./say.ts";

type Shown = Figure | Displayable;

const NOTHING = "this run has nothing of it that counts";

/**
 * Ratios of cells, a row each; see `figures/ratios.ts`.
 *
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { ratiosFigure } from "lab/notebook/figures.ts";
 * const [here, never] = [fixtureCell("gamma-sync", 1, 1), fixtureCell("gamma-sync", 9, 9)];
 * const run = fixtureRun({ cells: [here!] });
 * const rows = [{ name: "more", over: never!, under: here! }];
 * console.log(String(ratiosFigure(run, { title: "More", rows })));
 * // Nothing to draw of “More”: this run has nothing of it that counts.
 * ```
 */
export function ratiosFigure(run: Run, options: Parameters<typeof drawRatios>[1]): Shown {
  const drawable = options.rows.some(({ over, under }) =>
    compareAsClaimed(run, [over, under]).blocks > 0
  );
  return drawable ? drawRatios(run, options) : instead(options.title);
}

/** CPU by role; see `figures/cpu.ts`. */
export const cpuFigure = (run: Run, options: Parameters<typeof drawCpu>[1]): Shown =>
  ofCells(run, options, () => drawCpu(run, options));

/** Quantiles of latency; see `figures/latency.ts`. */
export const latencyFigure = (run: Run, options: Parameters<typeof drawLatency>[1]): Shown =>
  ofCells(run, options, () => drawLatency(run, options));

/** What the time of a request goes into; see `figures/time.ts`. */
export const timeFigure = (run: Run, options: Parameters<typeof drawTime>[1]): Shown =>
  ofCells(run, options, () => drawTime(run, options));

/** A measure over a number that grows; see `figures/sweep.ts`. */
export const sweepFigure = (run: Run, options: Parameters<typeof drawSweep>[1]): Shown => {
  const cells = options.lines.flatMap(({ cells }) => cells);
  return ofCells(run, { title: options.title, cells }, () => drawSweep(run, options));
};

/** Workers × threads of a variant; see `figures/heatmap.ts`. */
export const heatmapFigure = (run: Run, options: Parameters<typeof drawHeatmap>[1]): Shown => {
  const cells = cellsOf(run).filter(({ variant }) => variant === options.variant);
  return ofCells(run, { title: options.title, cells }, () => drawHeatmap(run, options));
};

function ofCells(
  run: Run,
  { title, cells = cellsOf(run) }: { title: string; cells?: readonly Cell[] },
  draw: () => Figure,
): Shown {
  return measuredOf(run, cells).length > 0 ? draw() : instead(title);
}

const instead = (title: string) => say`Nothing to draw of “${title}”: ${NOTHING}.`;
