/** Latency over offered load: where a server stops keeping up. */
import * as Plot from "@observablehq/plot";
import { keyOf } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import { distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import { latencyP99Of } from "../analysis/comparing/measure.ts";
import { mergeHistograms, quantileMs } from "../analysis/tables/quantiles.ts";
import { NothingToShow } from "../nouns/error.ts";
import type { Run } from "../nouns/run.ts";
import type { CompletedTrial } from "../nouns/trial.ts";
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
import { levelColour, PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";

export type OfferedOptions = FigureOptions & ShownCells;

/** A server asked at one rate. */
interface Point {
  offeredRps: number;
  p50Ms: number;
  p90Ms: number;
  /** Whether what was due and not answered grew in the window, in most of its trials. */
  fellBehind: boolean;
  title: string;
}

interface Line {
  label: string;
  colour: string;
  points: Point[];
}

/** The backlog has to grow by so much of what was due, to be more than a moment's. */
const GROWING_SHARE = 0.02;

/**
 * Half and nine tenths of the latencies of each server against the requests a second that were due, on
 * a logarithmic scale: open loops, whose latencies count from when a request should have been sent.
 * Where a server fell behind, its latency is as long as the window let it become, and its mark is hollow.
 *
 * @throws GauntletError when no server was asked at two rates
 * @example
 * ```ts
 * import { fixtureCell, fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { offeredFigure } from "lab/figures/offered.ts";
 * const cells = [100, 200, 400].map((rateRps) =>
 *   fixtureCell("gamma-sync", 1, 5, {
 *     load: { kind: "open", arrivals: "constant", rateRps, connections: 64 },
 *   })
 * );
 * console.log(offeredFigure(fixtureRun({ cells }), { title: "It keeps up" }).alt);
 * ```
 */
export function offeredFigure(run: Run, options: OfferedOptions): Figure {
  const cells = cellsToShow(run, options, "Drawing latency over offered load")
    .filter(({ scenario }) => scenario.load.kind === "open");
  const lines = linesOf(run, cells);
  if (lines.length === 0) {
    throw new NothingToShow(
      `Drawing latency over offered load of run ${run.runId}: no server was asked at two rates; give ` +
        `cells whose load is open, with several rates.`,
    );
  }
  const labels = distinctCellLabels(cells, run);
  const behind = lines.some(({ points }) => points.some(({ fellBehind }) => fellBehind));
  return figure({
    ...options,
    run,
    subtitle: `Latency in ms, log scale, by requests due a second; ${
      scenarioLine(run, cells.map(({ scenario }) => scenario))
    }`,
    alt: `Line chart of latency over offered load. ${lines.map(sentenceOf).join(" ")}`,
    legend: [
      ...lines.map(({ label, colour }) => ({ label, colour, mark: "line" as const })),
      { label: "half of the answers within; fainter: nine of ten", colour: QUIET, mark: "dot" },
      ...(behind ? [{ label: "fell behind", colour: QUIET, mark: "ring" as const }] : []),
    ],
    data: cells.flatMap((cell, index) =>
      trialsOf(run, cell).filter(answered).map((trial) => ({
        ...trialData(labels[index]!, trial),
        offeredRps: offeredOf(trial),
        throughputRps: trial.outcome.throughputRps,
        latencyP50Ms: trial.outcome.latencyP50Ms,
        latencyP90Ms: trial.outcome.latencyP90Ms,
        latencyP99Ms: latencyP99Of(trial.outcome),
        backlogGrowthCount: trial.outcome.backlogGrowthCount ?? null,
      }))
    ),
    panels: (width) => [draw(lines, width)],
  });
}

const answered = ({ outcome }: CompletedTrial): boolean => outcome.okCount > 0;

function offeredOf({ cell, outcome }: CompletedTrial): number {
  const { load } = cell.scenario;
  return outcome.offeredRps ?? (load.kind === "open" ? load.rateRps : 0);
}

function linesOf(run: Run, cells: Cell[]): Line[] {
  const groups = [
    ...Map.groupBy(cells, ({ variant, settings, scenario: { load, ...asked } }) => {
      const { rateRps: _rate, ...rest } = load.kind === "open" ? load : { ...load, rateRps: 0 };
      return keyOf({ variant, settings, asked, rest });
    }).values(),
  ].map((group) => group.filter((cell) => trialsOf(run, cell).some(answered)))
    .filter((group) => group.length > 1);
  const labels = distinctCellLabels(groups.map(([cell]) => cell!), run);
  return groups.map((group, index) => ({
    label: labels[index]!,
    colour: levelColour(index, groups.length),
    points: group.map((cell) => pointOf(run, cell, labels[index]!))
      .sort((a, b) => a.offeredRps - b.offeredRps),
  }));
}

function pointOf(run: Run, cell: Cell, label: string): Point {
  const trials = trialsOf(run, cell).filter(answered);
  const merged = mergeHistograms(trials);
  const offeredRps = trials.reduce((sum, trial) => sum + offeredOf(trial), 0) / trials.length;
  const growing = trials.filter(({ outcome }) =>
    (outcome.backlogGrowthCount ?? 0) > GROWING_SHARE * offeredRps * outcome.durationS
  );
  const [p50Ms, p90Ms] = [quantileMs(merged, 0.5), quantileMs(merged, 0.9)];
  const fellBehind = growing.length * 2 > trials.length;
  return {
    ...{ offeredRps, p50Ms, p90Ms, fellBehind },
    title: `${label}\n${formatted(offeredRps)} requests due a second${
      fellBehind ? ", and it fell behind" : ""
    }\nhalf within ${formatted(p50Ms)} ms, nine of ten within ${formatted(p90Ms)} ms`,
  };
}

function sentenceOf({ label, points }: Line): string {
  const said = ({ offeredRps, p50Ms, fellBehind }: Point) =>
    `${formatted(p50Ms)} ms at ${formatted(offeredRps)} a second${
      fellBehind ? " (fell behind)" : ""
    }`;
  return `${label}: half within ${points.map(said).join(", ")}.`;
}

const HEIGHT_PX = 340;

function draw(lines: Line[], width: number): Drawing {
  const points = lines.flatMap((line) => line.points);
  const all = points.flatMap(({ p50Ms, p90Ms }) => [p50Ms, p90Ms]);
  const domain = [Math.min(...all) / 1.15, Math.max(...all) * 1.15];
  const ticks = logTicks(domain, HEIGHT_PX);
  return Plot.plot({
    document: figureDocument,
    width,
    height: HEIGHT_PX,
    marginLeft: 52,
    marginRight: 18,
    marginTop: 26,
    marginBottom: 42,
    style: PLOT_STYLE,
    x: {
      domain: [0, Math.max(...points.map(({ offeredRps }) => offeredRps)) * 1.04],
      label: "requests due a second",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
      ticks: Math.max(3, Math.round(width / 110)),
      tickFormat: formatted,
      tickSize: 3,
    },
    y: { type: "log", domain, ticks, tickFormat: formatted, tickSize: 0, label: null },
    marks: [
      Plot.gridY(ticks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.text(["ms"], {
        frameAnchor: "top-left",
        textAnchor: "end",
        dx: -8,
        dy: -20,
        fill: QUIET,
      }),
      lines.flatMap(({ points, colour }) =>
        (["p90Ms", "p50Ms"] as const).flatMap((y) => [
          Plot.line(points, {
            ...{ x: "offeredRps", y, stroke: colour },
            strokeWidth: y === "p50Ms" ? 2.2 : 1.2,
            strokeOpacity: y === "p50Ms" ? 1 : 0.5,
          }),
          Plot.dot(points, {
            ...{ x: "offeredRps", y, title: "title" },
            r: y === "p50Ms" ? 4.5 : 3,
            fill: ({ fellBehind }: Point) => fellBehind ? SURFACE : colour,
            stroke: colour,
            strokeWidth: 1.6,
            opacity: y === "p50Ms" ? 1 : 0.6,
          }),
        ])
      ),
    ],
  }) as unknown as Drawing;
}
