/** The figures of the page, drawn by Observable Plot from the chosen trials. */
import * as Plot from "@observablehq/plot";
import { roleColour, variantColour } from "../../../figures/frame/theme.ts";
import type { ExplorerCell } from "../../explorer/data.ts";
import { cellsOf, number, text, type Trial } from "./data.ts";
import { element, shown } from "./dom.ts";

/** Curves and bars that can be told apart; more are counted in a note. */
const CURVES_MAX = 12;
const BARS_MAX = 24;

/** The theme's colours, as many as there are curves at once. */
const HUES = [
  ...["blue", "vermilion", "green", "purple", "ochre", "slate"],
  ...Array.from({ length: 6 }, (_, at) => `step-${at}`),
];

const STYLE = {
  background: "transparent",
  color: "currentColor",
  fontFamily: "system-ui, sans-serif",
  fontSize: "12px",
  overflow: "visible",
};
const QUIET = "var(--gauntlet-quiet)";
const RULE = "var(--gauntlet-rule)";
const SURFACE = "var(--gauntlet-surface)";

export type Chart = SVGElement | HTMLElement;

/** A plot with its words on it, and none on the parts that no reader of a screen is told of. */
function told(chart: Chart, words: string, role: "img" | "group" = "img"): Chart {
  for (const part of chart.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", role);
  chart.setAttribute("aria-label", words);
  return chart;
}

/** What stands on the x axis of the figure of throughput. */
export const ACROSS: Record<string, (trial: Trial) => number | null> = {
  "workers × threads": ({ row }) => {
    const workers = number(row.workers);
    return workers === null ? null : workers * (number(row.threads) ?? 1);
  },
  workers: ({ row }) => number(row.workers),
  threads: ({ row }) => number(row.threads),
  connections: ({ row }) => number(row.connections),
  size: ({ row }) => number(row.size),
};

/** Throughput: a dot a trial, and each cell's mean with its interval. */
export function throughputChart(
  trials: readonly Trial[],
  across: string,
  width: number,
  onChoose: (trial: Trial) => void,
): Chart {
  const x = ACROSS[across]!;
  const drawn = trials.filter((trial) => x(trial) !== null);
  const xs = [...new Set(drawn.map((trial) => x(trial)!))].sort((a, b) => a - b);
  if (xs.length === 0) return nothing(`No chosen trial has ${across}.`);
  const variants = [...new Set(drawn.map(({ row }) => text(row.variant)))].sort();
  // Variants stand beside each other at each place, so that their dots do not cover each other.
  const beside = (variant: string) =>
    variants.length === 1 ? 0 : (variants.indexOf(variant) / (variants.length - 1) - 0.5) * 0.6;
  const place = (trial: Trial) => xs.indexOf(x(trial)!) + beside(text(trial.row.variant));
  const means = [...Map.groupBy(drawn, ({ cell }) => cell)].map(([cell, [first]]) => ({
    ...cell,
    x: place(first!),
    variant: text(first!.row.variant),
  })).filter(({ throughputRps }) => throughputRps !== null);
  const bounded = means.filter(({ lowRps }) => lowRps !== null);
  const highest = Math.max(...drawn.map(({ row }) => number(row.throughputRps) ?? 0));
  return told(
    Plot.plot({
      width,
      height: Math.min(460, Math.max(260, width * 0.5)),
      style: STYLE,
      marginLeft: 60,
      marginTop: 24,
      marginBottom: 40,
      x: {
        type: "linear",
        domain: [-0.6, xs.length - 0.4],
        ticks: xs.map((_, at) => at).filter((at) => at % Math.ceil(xs.length / (width / 45)) === 0),
        tickFormat: (at: number) => String(xs[at] ?? ""),
        tickSize: 0,
        label: across,
        labelOffset: 36,
        labelAnchor: "center",
        labelArrow: "none",
      },
      y: { domain: [0, highest * 1.05], label: "requests answered per second", labelArrow: "none" },
      marks: [
        Plot.gridY({ stroke: RULE, strokeOpacity: 1 }),
        Plot.ruleX(bounded, {
          x: "x",
          y1: ({ lowRps }) => lowRps,
          // An interval of few trials may reach far: what it shows is that little is known.
          y2: ({ highRps }) => Math.min(highRps!, highest * 1.05),
          stroke: ({ variant }) => variantColour(variant),
          strokeWidth: 5,
          strokeOpacity: 0.35,
        }),
        Plot.ruleY(means, {
          x1: ({ x }) => x - 0.06,
          x2: ({ x }) => x + 0.06,
          y: "throughputRps",
          stroke: ({ variant }) => variantColour(variant),
          strokeWidth: 2.5,
        }),
        Plot.dot(drawn, {
          x: place,
          y: ({ row }: Trial) => number(row.throughputRps),
          r: 4,
          fill: ({ row }: Trial) => variantColour(text(row.variant)),
          fillOpacity: ({ row }: Trial) => row.validity === "invalid" ? 0.15 : 0.75,
          stroke: ({ row }: Trial) =>
            row.validity === "invalid" ? variantColour(text(row.variant)) : SURFACE,
          strokeWidth: 1,
          title: trialTitle,
          render: choosable(drawn, onChoose),
        }),
      ],
    }),
    `Throughput of ${drawn.length} trials across ${across}`,
    "group",
  );
}

const trialTitle = ({ row, cell }: Trial): string =>
  `${cell.label}: ${shown(number(row.throughputRps) ?? 0)} requests/s\n` +
  `block ${row.block}, trial ${row.trial}${row.validity === "sound" ? "" : `, ${row.validity}`}\n` +
  "click for all of it";

/** Makes dots buttons: by pointer, and by the keys, one of them being in the order of tabs. */
function choosable(
  trials: readonly Trial[],
  onChoose: (trial: Trial) => void,
): Plot.RenderFunction {
  return (index, scales, values, dimensions, context, next) => {
    const group = next!(index, scales, values, dimensions, context)!;
    const dots = [...group.children] as SVGElement[];
    dots.forEach((dot, at) => {
      const trial = trials[index[at]!]!;
      dot.setAttribute("role", "button");
      dot.setAttribute("tabindex", at === 0 ? "0" : "-1");
      dot.setAttribute("aria-label", trialTitle(trial).replaceAll("\n", " "));
      dot.style.cursor = "pointer";
      dot.addEventListener("click", () => onChoose(trial));
      dot.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === "Enter" || event.key === " ") onChoose(trial);
        else if (step) dots[(at + step + dots.length) % dots.length]!.focus();
        else return;
        event.preventDefault();
      });
    });
    return group;
  };
}

/** Latency of cells over all quantiles: how slow the slowest of so many answers is. */
export function latencyChart(
  cells: readonly ExplorerCell[],
  shares: readonly number[],
  width: number,
  extra: { label: string; curveMs: readonly number[] }[] = [],
): Chart {
  const few = [...extra, ...cells.slice(0, CURVES_MAX)].filter(({ curveMs }) => curveMs.length > 1);
  if (few.length === 0) return nothing("No chosen trial has answers enough for a curve.");
  const points = few.flatMap(({ label, curveMs }, at) =>
    curveMs.map((ms, k) => ({ label, at, ms: Math.max(ms, 0.001), oneIn: 1 / (1 - shares[k]!) }))
  );
  const colour = (at: number) => `var(--gauntlet-${HUES[at % HUES.length]})`;
  const legend = element(
    "ul",
    { class: "legend" },
    ...few.map(({ label }, at) =>
      element(
        "li",
        {},
        element("span", { class: "swatch", style: `background:${colour(at)}` }),
        label,
      )
    ),
  );
  const chart = Plot.plot({
    width,
    height: Math.min(420, Math.max(260, width * 0.45)),
    style: STYLE,
    marginLeft: 60,
    marginTop: 24,
    marginBottom: 40,
    x: {
      type: "log",
      label: "the slowest of so many answers",
      labelOffset: 36,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: [1, 2, 10, 100, 1000, 10_000].filter((tick) =>
        tick <= Math.max(...points.map(({ oneIn }) => oneIn))
      ),
      tickFormat: (value: number) => value === 1 ? "best" : `1 in ${value.toLocaleString("en")}`,
      tickSize: 0,
    },
    y: {
      type: "log",
      label: "latency, ms (log scale)",
      labelArrow: "none",
      tickFormat: shown,
      ticks: 5,
    },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 5 }),
      Plot.lineY(points, {
        x: "oneIn",
        y: "ms",
        z: "label",
        stroke: ({ at }) => colour(at),
        strokeWidth: 2,
      }),
      Plot.dot(points, {
        x: "oneIn",
        y: "ms",
        r: 2.5,
        fill: ({ at }) => colour(at),
        title: ({ label, ms, oneIn }) =>
          `${label}\n${shown(100 * (1 - 1 / oneIn))} % within ${shown(ms)} ms`,
      }),
    ],
  });
  const words = "Latency over all quantiles, a curve a cell; the table of its row has the numbers";
  return element("div", {}, legend, told(chart, words));
}

const ROLES = [
  ["serverCpuMsPerRequest", "server", "server"],
  ["databaseCpuMsPerRequest", "database", "database"],
  ["generatorCpuMsPerRequest", "generator", "load generator"],
] as const;

/** CPU of a request by role: the mean over the trials of each cell. */
export function cpuChart(trials: readonly Trial[], width: number): Chart {
  const cells = cellsOf(trials).slice(0, BARS_MAX);
  const bars = cells.flatMap((cell) => {
    const members = trials.filter((trial) => trial.cell === cell);
    return ROLES.flatMap(([column, role, word]) => {
      const known = members.map(({ row }) => number(row[column])).filter((value) => value !== null);
      if (known.length === 0) return [];
      return [{ label: cell.label, role, word, ms: known.reduce((a, b) => a + b) / known.length }];
    });
  });
  if (bars.length === 0) return nothing("No chosen trial knows its CPU.");
  const longest = Math.max(...cells.map(({ label }) => label.length));
  return told(
    Plot.plot({
      width,
      height: cells.length * 22 + 60,
      style: STYLE,
      marginLeft: Math.min(width * 0.45, longest * 6.6 + 14),
      marginTop: 20,
      marginBottom: 40,
      x: {
        label: "CPU, ms a request",
        labelOffset: 36,
        labelAnchor: "center",
        labelArrow: "none",
        tickSize: 0,
      },
      y: { domain: cells.map(({ label }) => label), label: null, tickSize: 0 },
      marks: [
        Plot.gridX({ stroke: RULE, strokeOpacity: 1 }),
        Plot.barX(bars, {
          x: "ms",
          y: "label",
          fill: ({ role }) => roleColour(role),
          insetRight: 1,
          title: ({ label, word, ms }) => `${label}\n${word}: ${shown(ms)} ms a request`,
        }),
      ],
    }),
    "CPU of a request by role, a bar a cell",
  );
}

/** Answers in each second of a window. */
export function windowChart(samplesRps: readonly number[], width: number): Chart {
  if (samplesRps.length === 0) return nothing("The load tool told no seconds.");
  const points = samplesRps.map((rps, at) => ({ rps, s: at + 1 }));
  return told(
    Plot.plot({
      width,
      height: 200,
      style: STYLE,
      marginLeft: 56,
      marginTop: 22,
      marginBottom: 40,
      x: {
        label: "second of the window",
        labelOffset: 36,
        labelAnchor: "center",
        labelArrow: "none",
        tickFormat: "d",
        ticks: Math.min(points.length, 12),
        tickSize: 0,
        domain: [0.5, points.length + 0.5],
      },
      y: { label: "answers", labelArrow: "none", zero: true, nice: true, ticks: 4 },
      marks: [
        Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 4 }),
        Plot.lineY(points, { x: "s", y: "rps", stroke: QUIET, strokeWidth: 1.5 }),
        Plot.dot(points, {
          x: "s",
          y: "rps",
          r: 3.5,
          fill: "var(--gauntlet-blue)",
          title: ({ s, rps }) => `second ${s}: ${shown(rps)} answers`,
        }),
      ],
    }),
    "Answers in each second of the window",
  );
}

const nothing = (sentence: string): HTMLElement => element("p", { class: "quiet" }, sentence);

/** How many cells a figure leaves out, in a sentence; empty where it shows all. */
export function leftOut(cellCount: number, kind: "curves" | "bars"): string {
  const most = kind === "curves" ? CURVES_MAX : BARS_MAX;
  return cellCount <= most
    ? ""
    : `The ${most} cells with the most throughput of ${cellCount}; choose fewer to see others.`;
}
