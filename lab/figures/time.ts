/** Where did the time of a request go? Its mean latency in parts, and the work in it by itself. */
import * as Plot from "@observablehq/plot";
import { type Attribution, attributionOf, type TimeParts } from "../analysis/models/attribution.ts";
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
import { type Segment, stackedBars, type Total } from "./bars.ts";
import { formatted } from "./frame/layout.ts";
import { rowLabels, type RowsLayout, rowsLayout } from "./frame/rows.ts";
import { INK, PLOT_STYLE, QUIET, roleColour, RULE, SURFACE } from "./frame/theme.ts";
import { NothingToShow } from "../nouns/error.ts";

export interface TimeOptions extends FigureOptions, ShownCells {}

interface Part {
  name: keyof TimeParts;
  label: string;
  colour: string;
  isWork: boolean;
}

const mixed = (colour: string, percent: number) =>
  `color-mix(in srgb, ${colour} ${percent}%, ${SURFACE})`;

const PARTS: Part[] = [
  { name: "serverCpuMs", label: "server, on a core", colour: roleColour("server"), isWork: true },
  {
    name: "databaseCpuMs",
    label: "database, on a core",
    colour: roleColour("database"),
    isWork: true,
  },
  {
    name: "databaseStalledMs",
    label: "database, executing but held up",
    colour: mixed(roleColour("database"), 45),
    isWork: true,
  },
  {
    name: "generatorCpuMs",
    label: "load generator, on a core",
    colour: roleColour("generator"),
    isWork: true,
  },
  {
    name: "threadQueueMs",
    label: "waiting for a thread (at least)",
    colour: mixed(QUIET, 62),
    isWork: false,
  },
  {
    name: "sessionQueueMs",
    label: "waiting without a database session (at least)",
    colour: mixed(QUIET, 44),
    isWork: false,
  },
  {
    name: "heldSessionMs",
    label: "waiting within a transaction (at least)",
    colour: mixed(roleColour("database"), 22),
    isWork: false,
  },
  {
    name: "otherWaitMs",
    label: "waiting for anything else",
    colour: mixed(QUIET, 26),
    isWork: false,
  },
];

/**
 * Two views of each cell: its mean latency, split into work and waiting, and beside it the work on a
 * scale of its own. Under load from many connections nearly all of a latency is waiting, so the
 * first alone would hide what a request costs, and the second alone how long it takes.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { timeFigure } from "lab/figures/time.ts";
 * const run = fixtureRun();
 * console.log(timeFigure(run, { cells: cellsOf(run).slice(0, 3), title: "Most is waiting" }).alt);
 * ```
 */
export function timeFigure(run: Run, options: TimeOptions): Figure {
  const rows = attributionOf(run, cellsToShow(run, options, "Drawing the time of a request"));
  if (rows.length === 0) {
    throw new NothingToShow(
      `Drawing the time of a request in run ${run.runId}: its cells answered nothing; give others.`,
    );
  }
  const parts = PARTS.filter(({ name }) => rows.some((row) => row.parts[name] > 0));
  return figure({
    ...options,
    run,
    subtitle: `Mean latency of a request in ms, and the work in it; ${
      scenarioLine(run, rows.map(({ cell }) => cell.scenario))
    }`,
    alt: `Two sets of stacked bars: mean latency and the work within it. ${
      rows.map((row) => sentenceOf(row, parts)).join(" ")
    }`,
    legend: [
      ...parts.map(({ label, colour }) => ({ label, colour, mark: "bar" as const })),
      { label: "one trial", colour: QUIET, mark: "small dot" },
    ],
    notes: notesOf(rows),
    data: rows.map(({ label, trialCount, latencyMeanMs, workMs, parts: ofRow }) => ({
      ...{ cell: label, trialCount, latencyMeanMs, workMs },
      ...Object.fromEntries(parts.map(({ name }) => [name, ofRow[name]])),
    })),
    panels: (width) => {
      const labels = rows.map(({ label }) => label);
      // Side by side the names of the rows stand once, at the left, and both have the same rows.
      const beside = width > 600;
      const layout = rowsLayout(labels, width, 44);
      const { marginLeft } = layout.size;
      const bareLeft = 6;
      const eachPx = beside ? Math.floor((width - 20 - marginLeft - bareLeft) / 2) : 0;
      const whole = { width: beside ? eachPx + marginLeft : width, marginLeft };
      const work = beside ? { width: eachPx + bareLeft, marginLeft: bareLeft } : whole;
      return [
        drawPanel({
          ...{ title: "All of it: the mean latency", labels, layout, ...whole, named: true },
          segments: segmentsOf(rows, parts),
          totals: totalsOf(rows, true),
        }),
        drawPanel({
          ...{ title: "The work in it, enlarged", labels, layout, ...work, named: !beside },
          segments: segmentsOf(rows, parts.filter(({ isWork }) => isWork)),
          totals: totalsOf(rows, false),
        }),
      ];
    },
  });
}

function notesOf(rows: Attribution[]): string[] {
  const closed = rows.flatMap(({ cell: { scenario: { load } } }) =>
    load.kind === "closed" ? [load.connections] : []
  );
  const connections = new Set(closed);
  const most = Math.max(0, ...closed);
  return [
    most > 1
      ? `Mean latency is ${connections.size === 1 ? most : "the number of"} connections ÷ ` +
        `throughput: a request waits while others are worked on. Its own work is what it costs.`
      : [],
    ...rows.filter(({ serverCpuKnown }) => !serverCpuKnown).map(({ label }) =>
      `The CPU of the server is not known of ${label}: its work counts as waiting.`
    ),
    rows.some(({ databaseCpuKnown }) => !databaseCpuKnown)
      ? "The database's CPU is not known: all its execution counts as held up."
      : [],
    rows.some(({ excessMs }) => excessMs > 0)
      ? "Where the work is longer than the latency, some of it ran beside the request; the bar is " +
        "scaled to the latency."
      : [],
  ].flat();
}

function segmentsOf(rows: Attribution[], parts: Part[]): Segment[] {
  return rows.flatMap(({ label: row, parts: times, latencyMeanMs, trialCount }) => {
    let from = 0;
    return parts.map(({ name, label, colour }) => {
      const to = from + times[name];
      const share = times[name] / latencyMeanMs * 100;
      const title = `${row}\n${label}: ${formatted(times[name])} ms\n` +
        `${share.toFixed(1)} % of the mean latency, median of ${trialCount} ` +
        `${trialCount === 1 ? "trial" : "trials"}`;
      const segment = { row, colour, from, to, title };
      from = to;
      return segment;
    }).filter((segment) => segment.to > segment.from);
  });
}

function totalsOf(rows: Attribution[], isWhole: boolean): Total[] {
  return rows.flatMap(({ label: row, trials }) =>
    trials.map(({ trial, block, latencyMeanMs, workMs }) => {
      const value = isWhole ? latencyMeanMs : Math.min(workMs, latencyMeanMs);
      const title = `${row}\n${isWhole ? "mean latency" : "work"}: ${formatted(value)} ms\n` +
        `block ${block}, trial ${trial}`;
      return { row, value, title };
    })
  );
}

interface PanelParts {
  title: string;
  labels: string[];
  segments: Segment[];
  totals: Total[];
  layout: RowsLayout;
  width: number;
  marginLeft: number;
  /** Whether the rows are named in it. */
  named: boolean;
}

function drawPanel(
  { title, labels, segments, totals, layout, width, marginLeft, named }: PanelParts,
): Drawing {
  const innerPx = width - marginLeft - layout.size.marginRight;
  const titlePx = 26;
  const highest = Math.max(...totals.map(({ value }) => value), ...segments.map(({ to }) => to));
  const ticks = Math.max(2, Math.round(innerPx / 80));
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    width,
    height: layout.size.height + titlePx,
    marginLeft,
    marginTop: layout.size.marginTop + titlePx,
    style: PLOT_STYLE,
    x: {
      domain: [0, highest * 1.05],
      label: "ms a request",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks,
      tickFormat: formatted,
      tickSize: 0,
    },
    y: { type: "band", domain: labels, axis: null, paddingInner: 0, paddingOuter: 0 },
    marks: [
      Plot.text([title], {
        frameAnchor: "top-left",
        dx: named ? -marginLeft : 0,
        dy: -layout.size.marginTop - titlePx + 4,
        fontSize: 13,
        fontWeight: 600,
        fill: INK,
      }),
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks }),
      Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.6 }),
      named ? rowLabels(labels, layout) : null,
      ...stackedBars(segments, totals, {
        layout,
        pxPerUnit: innerPx / (highest * 1.05),
        text: formatted,
        ink: ({ colour }) => colour.startsWith("color-mix") ? INK : SURFACE,
      }),
    ],
  }) as unknown as Drawing;
}

function sentenceOf({ label, latencyMeanMs, parts: times }: Attribution, parts: Part[]): string {
  const told = parts.map((part) => `${part.label} ${formatted(times[part.name])}`).join(", ");
  return `${label}: ${formatted(latencyMeanMs)} ms, of which ${told}.`;
}
