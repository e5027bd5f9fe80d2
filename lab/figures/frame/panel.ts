/** Figures with a panel for each variant: throughput from zero over some measure of size. */
import * as Plot from "@observablehq/plot";
import { type Drawing, figureDocument } from "./figure.ts";
import { formatted } from "./layout.ts";
import { PLOT_STYLE, QUIET, RULE, variantColour } from "./theme.ts";

const GAP_PX = 20;
export const PANEL_HEIGHT_PX = 280;

/** How wide each panel may be: two beside each other where there is room. */
export function panelWidthPx(widthPx: number, panelCount: number): number {
  const columns = widthPx > 600 && panelCount > 1 ? 2 : 1;
  return Math.floor((widthPx - GAP_PX * (columns - 1)) / columns);
}

export interface PanelParts {
  variant: string;
  /** What it is called. */
  name: string;
  width: number;
  margin: { top: number; right: number; bottom: number; left: number };
  /** The scale of x; label and ticks included. */
  x: Plot.ScaleOptions;
  /** Of y, in requests a second. */
  highest: number;
  marks: Plot.Markish[];
}

/** A panel with its name, its unit and its grid, and these marks over it. */
export function drawPanel(
  { variant, name, width, margin, x, highest, marks }: PanelParts,
): Drawing {
  return Plot.plot({
    document: figureDocument,
    width,
    height: PANEL_HEIGHT_PX,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    insetLeft: 14,
    insetRight: 14,
    style: PLOT_STYLE,
    x: { labelAnchor: "center", labelArrow: "none", labelOffset: 34, tickSize: 3, ...x },
    y: { domain: [0, highest], label: null, ticks: 5, tickFormat: formatted, tickSize: 0 },
    marks: [
      Plot.gridY({ ticks: 5, stroke: RULE, strokeOpacity: 1 }),
      Plot.ruleY([0], { stroke: QUIET }),
      Plot.text([name], {
        frameAnchor: "top-left",
        dx: -margin.left,
        dy: -margin.top + 4,
        fontSize: 14,
        fontWeight: 600,
        fill: variantColour(variant),
      }),
      Plot.text(["requests/s"], {
        frameAnchor: "top-left",
        dx: -margin.left,
        dy: -margin.top + 25,
        fill: QUIET,
      }),
      ...marks,
    ],
  }) as unknown as Drawing;
}
