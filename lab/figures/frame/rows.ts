/** Figures with a row for each cell: labels at the left, or above the row where it is narrow. */
import * as Plot from "@observablehq/plot";
import { percent } from "../../text/format.ts";
import { boldLetters, textWidthPx, wrapped } from "./layout.ts";
import { INK, SURFACE } from "./theme.ts";

export interface RowsLayout {
  size: {
    width: number;
    height: number;
    marginLeft: number;
    marginRight: number;
    marginTop: number;
    marginBottom: number;
  };
  labelsAbove: boolean;
  /** How many letters a line of a label above its row has room for. */
  lettersALine: number;
  /** How much higher a row is because labels take more than one. */
  morePx: number;
  innerWidthPx: number;
  rowPx: number;
  /** How far below the middle of its row a mark stands, to leave room for the label. */
  markDy: number;
  tickCount: number;
}

const LINE_PX = 15;

/** `95 %`; `95 % or 99 %` where one look of several decided some of them. */
export function confidenceText(intervals: readonly { confidence: number }[]): string {
  const levels = [...new Set(intervals.map(({ confidence }) => confidence))].sort();
  return levels.map((level) => percent(level)).join(" or ") || percent(0.95);
}

/** Sizes for rows with these labels in a figure of this width. */
export function rowsLayout(
  labels: readonly string[],
  width: number,
  rowPx = 46,
  marginRight = 22,
): RowsLayout {
  const labelPx = Math.max(...labels.map(textWidthPx)) + 14;
  const labelsAbove = labelPx > width * 0.4;
  const lettersALine = labelsAbove ? boldLetters(width - 8) : Infinity;
  const lineCount = Math.max(...labels.map((label) => wrapped(label, lettersALine).length));
  const morePx = (lineCount - 1) * LINE_PX;
  const heightOfRow = labelsAbove ? rowPx + 22 + morePx : rowPx;
  const marginLeft = labelsAbove ? 4 : labelPx;
  const innerWidthPx = width - marginLeft - marginRight;
  return {
    size: {
      width,
      height: labels.length * heightOfRow + 48,
      marginLeft,
      marginRight,
      marginTop: 6,
      marginBottom: 42,
    },
    labelsAbove,
    lettersALine,
    morePx,
    innerWidthPx,
    rowPx: heightOfRow,
    markDy: labelsAbove ? 8 + morePx / 2 : 0,
    tickCount: Math.max(2, Math.round(innerWidthPx / 80)),
  };
}

/** The names of the rows. */
export function rowLabels(labels: readonly string[], layout: RowsLayout) {
  const { labelsAbove, lettersALine, morePx, rowPx } = layout;
  return Plot.text(labels, {
    y: (label: string) => label,
    text: (label: string) => wrapped(label, lettersALine).join("\n"),
    frameAnchor: "left",
    textAnchor: labelsAbove ? "start" : "end",
    dx: labelsAbove ? 0 : -12,
    dy: labelsAbove ? -rowPx / 2 + 15 : 0,
    // However many lines they have, the last ones stand equally far above their marks.
    ...(morePx > 0 && {
      lineAnchor: "bottom" as const,
      lineHeight: LINE_PX / 12,
      dy: -rowPx / 2 + 19 + morePx,
    }),
    fill: INK,
    stroke: SURFACE,
    strokeWidth: 4,
    fontWeight: labelsAbove ? 600 : 400,
  });
}
