/** Where the CPU went on a logarithmic scale, where stacked bars would leave all rows but one flat. */
import * as Plot from "@observablehq/plot";
import { median } from "simple-statistics";
import type { Segment, Total } from "./bars.ts";
import { type Drawing, figureDocument } from "./frame/figure.ts";
import { formatted, logTicks } from "./frame/layout.ts";
import { rowLabels, rowsLayout } from "./frame/rows.ts";
import { PLOT_STYLE, QUIET, RULE, SURFACE } from "./frame/theme.ts";

/** A row so many times as long as the one in the middle leaves nothing of the others. */
const SQUEEZES = 5;

/** Less than this share of a row's longest part is nothing to look for. */
const LEAST_SHARE = 0.003;

/** Whether one row's bar is so long that the others cannot be read. */
export function isSqueezed(segments: readonly Segment[]): boolean {
  const ends = [...Map.groupBy(segments, ({ row }) => row).values()]
    .map((parts) => Math.max(...parts.map(({ to }) => to)));
  return ends.length > 2 && Math.max(...ends) > SQUEEZES * median(ends);
}

/** A dot a role on a logarithmic scale, the trials' sums as small ones. */
export function drawDots(
  labels: string[],
  segments: Segment[],
  totals: Total[],
  width: number,
): Drawing {
  const layout = rowsLayout(labels, width, 40);
  const longest = new Map(
    [...Map.groupBy(segments, ({ row }) => row)].map(([row, parts]) =>
      [row, Math.max(...parts.map(({ from, to }) => to - from))] as const
    ),
  );
  const dots = segments.map((segment) => ({ ...segment, value: segment.to - segment.from }))
    .filter(({ row, value }) => value > LEAST_SHARE * longest.get(row)!);
  const values = [...dots, ...totals].map(({ value }) => value).filter((value) => value > 0);
  const domain = [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  const ticks = logTicks(domain, layout.innerWidthPx);
  return Plot.plot({
    document: figureDocument,
    ...layout.size,
    style: PLOT_STYLE,
    x: {
      type: "log",
      domain,
      label: "CPU ms a request (log scale)",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 34,
      ticks,
      tickFormat: formatted,
      tickSize: 0,
    },
    y: { type: "point", domain: labels, axis: null, padding: 0.5 },
    marks: [
      Plot.gridX(ticks, { stroke: RULE, strokeOpacity: 1 }),
      rowLabels(labels, layout),
      Plot.dot(totals.filter(({ value }) => value > 0), {
        x: "value",
        y: "row",
        r: 2.6,
        dy: layout.markDy + 10,
        fill: QUIET,
        fillOpacity: 0.7,
        title: "title",
      }),
      Plot.dot(dots, {
        x: "value",
        y: "row",
        r: 6,
        dy: layout.markDy,
        fill: "colour",
        stroke: SURFACE,
        strokeWidth: 1.5,
        title: "title",
      }),
    ],
  }) as unknown as Drawing;
}
