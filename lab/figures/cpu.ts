/** Where the CPU went: stacked bars by role, a row a cell. */
import { counted } from "../text/format.ts";
import * as Plot from "@observablehq/plot";
import { mean } from "simple-statistics";
import { distinctCellLabels, trialsOf } from "../analysis/tables/cells.ts";
import type { Cell } from "../nouns/cell.ts";
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
import { type Segment, stackedBars, type Total } from "./bars.ts";
import { drawDots, isSqueezed } from "./cpu-dots.ts";
import { formatted } from "./frame/layout.ts";
import { rowLabels, rowsLayout } from "./frame/rows.ts";
import { type CpuRole, INK, PLOT_STYLE, QUIET, roleColour, RULE, SURFACE } from "./frame/theme.ts";

export interface CpuOptions extends FigureOptions, ShownCells {
  /**
   * `share`: of all cores of the machine over the window. `msPerRequest`: CPU time for each 2xx
   * answer. Default `share`.
   */
  unit?: "share" | "msPerRequest";
  /**
   * `log`: a dot a role instead of stacked bars, of `msPerRequest` alone. Default: where one row would
   * leave the others flat.
   */
  scale?: "linear" | "log";
}

const ROLES: { role: CpuRole; label: string; of: (outcome: Completed) => number | null }[] = [
  { role: "server", label: "server", of: (o) => o.serverCpuS },
  { role: "database", label: "database", of: (o) => o.databaseCpuS },
  { role: "generator", label: "load generator", of: (o) => o.generatorCpuS },
  { role: "other", label: "everything else", of: (o) => o.otherCpuS },
  { role: "stolen", label: "taken by the hypervisor", of: (o) => o.stolenCpuS },
];
type Completed = CompletedTrial["outcome"];

/**
 * CPU by role for each cell: bars are means over trials, small dots the sum of each trial. A server
 * or a database of which it is not known has no bar, and the caption says so.
 *
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { cpuFigure } from "lab/figures/cpu.ts";
 * const run = fixtureRun();
 * const cells = cellsOf(run).slice(0, 3);
 * console.log(cpuFigure(run, { cells, title: "The server takes more than the database" }).alt);
 * ```
 */
export function cpuFigure(run: Run, options: CpuOptions): Figure {
  const unit = options.unit ?? "share";
  const cells = cellsToShow(run, options, "Drawing CPU").filter((cell) =>
    unit === "share" || trialsOf(run, cell).some(({ outcome }) => outcome.okCount > 0)
  );
  const labels = distinctCellLabels(cells, run);
  const coreCount = run.environment.cpuCoreCount;
  const scaled = (cpuS: number, outcome: Completed) =>
    unit === "share" ? cpuS / (outcome.durationS * coreCount) * 100 : cpuS * 1000 / outcome.okCount;
  const usable = (cell: Cell) =>
    trialsOf(run, cell).filter(({ outcome }) => unit === "share" || outcome.okCount > 0);
  const segments = cells.flatMap((cell, index) =>
    segmentsOf(labels[index]!, usable(cell), scaled, unit)
  );
  const totals = cells.flatMap((cell, index) =>
    usable(cell).map(({ trial, block, outcome }) => {
      const total = ROLES.reduce((sum, { of }) => sum + scaled(of(outcome) ?? 0, outcome), 0);
      return {
        row: labels[index]!,
        value: total,
        title: `${labels[index]}\nall roles: ${valueText(total, unit)}\n` +
          `block ${block}, trial ${trial}`,
      };
    })
  );
  const data = cells.flatMap((cell, index) =>
    usable(cell).map((trial) => ({
      ...trialData(labels[index]!, trial),
      ...Object.fromEntries(ROLES.map(({ role, of }) => {
        const cpuS = of(trial.outcome);
        const name = unit === "share" ? `${role}Percent` : `${role}Ms`;
        return [name, cpuS === null ? null : scaled(cpuS, trial.outcome)];
      })),
    }))
  );
  const isLog = unit === "msPerRequest" &&
    (options.scale === undefined ? isSqueezed(segments) : options.scale === "log");
  const roles = ROLES.filter(({ role }) =>
    segments.some((segment) => segment.colour === roleColour(role) && segment.to > segment.from)
  );
  const isUnknown = (cell: Cell, of: (outcome: Completed) => number | null) =>
    trialsOf(run, cell).some(({ outcome }) => of(outcome) === null);
  const unknownServers = labels.filter((_, index) =>
    isUnknown(cells[index]!, ({ serverCpuS }) => serverCpuS)
  );
  const unknownDatabase = cells.some((cell) => isUnknown(cell, ({ databaseCpuS }) => databaseCpuS));
  const what = unit === "share"
    ? `CPU by role, % of the ${
      run.environment.machines === undefined ? "" : "server's "
    }machine's ${coreCount} cores`
    : `CPU by role, ms a request${isLog ? ", log scale" : ""}`;
  return figure({
    ...options,
    run,
    subtitle: `${what}; ${scenarioLine(run, cells.map(({ scenario }) => scenario))}`,
    alt: `${isLog ? "Dots" : "Stacked bars"} of ${what}. ${
      labels.map((label) =>
        `${label}: ${
          roles.map((role) => {
            const segment = segments.find((s) =>
              s.row === label && s.colour === roleColour(role.role)
            );
            return `${role.label} ${
              segment ? valueText(segment.to - segment.from, unit) : "unknown"
            }`;
          }).join(", ")
        }.`
      ).join(" ")
    }`,
    legend: [
      ...roles.map(({ role, label }) => ({
        label,
        colour: roleColour(role),
        mark: isLog ? "dot" as const : "bar" as const,
      })),
      { label: "all roles of one trial", colour: QUIET, mark: "small dot" },
    ],
    notes: [
      unknownServers.length > 0
        ? `The CPU of the server is not known, and in no bar, of ${unknownServers.join(", ")}.`
        : [],
      unknownDatabase ? "The CPU of the database is not known: it is not the lab's own." : [],
    ].flat(),
    data,
    panels: (width) => [
      isLog
        ? drawDots(labels, segments, totals, width)
        : drawBars(labels, segments, totals, unit, width),
    ],
  });
}

function segmentsOf(
  row: string,
  trials: CompletedTrial[],
  scaled: (cpuS: number, outcome: Completed) => number,
  unit: CpuOptions["unit"],
): Segment[] {
  let from = 0;
  return ROLES.flatMap(({ role, label, of }) => {
    const known = trials.flatMap(({ outcome }) => {
      const cpuS = of(outcome);
      return cpuS === null ? [] : [scaled(cpuS, outcome)];
    });
    if (known.length === 0) return [];
    const value = mean(known);
    const title = `${row}\n${label}: ${valueText(value, unit)}\n` +
      `${valueText(Math.min(...known), unit)} to ${valueText(Math.max(...known), unit)} ` +
      `in ${counted(known.length, "trial")}`;
    const segment = { row, colour: roleColour(role), from, to: from + value, title };
    from = segment.to;
    return [segment];
  });
}

function drawBars(
  labels: string[],
  segments: Segment[],
  totals: Total[],
  unit: CpuOptions["unit"],
  width: number,
): Drawing {
  const layout = rowsLayout(labels, width, 40);
  const highest = Math.max(...totals.map(({ value }) => value), ...segments.map(({ to }) => to));
  const domain = [0, unit === "share" ? Math.max(100, highest) : highest * 1.05];
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    style: PLOT_STYLE,
    x: {
      domain,
      label: unit === "share" ? "% of all cores" : "CPU ms a request",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks: unit === "share" ? [0, 25, 50, 75, 100] : layout.tickCount,
      tickFormat: unit === "share" ? (value: number) => `${value} %` : formatted,
      tickSize: 0,
    },
    y: { type: "band", domain: labels, axis: null, paddingInner: 0, paddingOuter: 0 },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ...(unit === "share" ? { ticks: 5 } : {}) }),
      Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.6 }),
      rowLabels(labels, layout),
      ...stackedBars(segments, totals, {
        layout,
        pxPerUnit: layout.innerWidthPx / domain[1]!,
        text: (value) => unit === "share" ? `${Math.round(value)} %` : formatted(value),
        ink: SURFACE,
      }),
    ],
  }) as unknown as Drawing;
}

function valueText(value: number, unit: CpuOptions["unit"]): string {
  return unit === "share" ? `${value.toFixed(1)} %` : `${formatted(value)} ms`;
}
