/** Stacked bars in rows: what `cpu.ts` and `time.ts` have in common. */
import * as Plot from "@observablehq/plot";
import { textWidthPx } from "./frame/layout.ts";
import type { RowsLayout } from "./frame/rows.ts";
import { QUIET, SURFACE } from "./frame/theme.ts";

/** A part of a row's bar. */
export interface Segment {
  row: string;
  from: number;
  to: number;
  colour: string;
  title: string;
}

/** What one trial has in all. */
export interface Total {
  row: string;
  value: number;
  title: string;
}

const HALF_BAR_PX = 9;

/** Bars, their numbers where these fit, and the trials as small dots below. */
export function stackedBars(
  segments: Segment[],
  totals: Total[],
  { layout, pxPerUnit, text, ink }: {
    layout: RowsLayout;
    pxPerUnit: number;
    text: (value: number) => string;
    /** What a number is written with on its segment. */
    ink: string | ((segment: Segment) => string);
  },
): Plot.Markish[] {
  const numberOf = ({ from, to }: Segment) => text(to - from);
  return [
    Plot.barX(segments, {
      y: "row",
      x1: "from",
      x2: "to",
      insetTop: layout.rowPx / 2 - HALF_BAR_PX + layout.markDy,
      insetBottom: layout.rowPx / 2 - HALF_BAR_PX - layout.markDy,
      fill: "colour",
      stroke: SURFACE,
      strokeWidth: 0.75,
      title: "title",
    }),
    Plot.text(
      segments.filter((segment) =>
        (segment.to - segment.from) * pxPerUnit > textWidthPx(numberOf(segment)) + 8
      ),
      {
        y: "row",
        x: ({ from, to }: Segment) => (from + to) / 2,
        text: numberOf,
        dy: layout.markDy,
        fill: ink,
        fontWeight: 600,
        pointerEvents: "none",
      },
    ),
    Plot.dot(totals, {
      x: "value",
      y: "row",
      r: 2.6,
      dy: layout.markDy + HALF_BAR_PX + 5,
      fill: QUIET,
      fillOpacity: 0.7,
      title: "title",
    }),
  ];
}
