/** A run while it is measured: its trials as a line, its claims as intervals that narrow. */
import type { ClaimProgress } from "../../run/agenda/claim-progress.ts";
import { figuresOf, whenJudged } from "../../run/agenda/claim-figures.ts";
import { counted } from "../../text/format.ts";
import { escaped } from "../../text/html.ts";

/** What the last trials gave, each beside the others of its cell. */
export interface Throughputs {
  /** Each over the mean of its cell so far, in the order in which they were measured. */
  ratios: readonly number[];
  /** `alpha-sync 2×8: 512 requests/s`. */
  last: string;
}

const [LINE_WIDTH, LINE_HEIGHT] = [180, 22];

/** The last so many are drawn. */
const MOST_POINTS = 60;

/** Eight heights in letters, for readers of text. */
const HEIGHTS = "▁▂▃▄▅▆▇█";

/** A line of trials: 1 is the mean of each cell, the edges are a quarter less and more. */
export function sparklineHtml({ ratios, last }: Throughputs): string {
  const shown = ratios.slice(-MOST_POINTS);
  if (shown.length === 0) return "";
  const stepPx = (LINE_WIDTH - 6) / Math.max(1, shown.length - 1);
  const y = (ratio: number) => LINE_HEIGHT / 2 - heightOf(ratio) * (LINE_HEIGHT / 2 - 3);
  const points = shown.map((ratio, at) => `${(3 + at * stepPx).toFixed(1)},${y(ratio).toFixed(1)}`);
  return `<div style="display:flex;align-items:center;gap:8px"><svg width="${LINE_WIDTH}" ` +
    `height="${LINE_HEIGHT}" role="img" aria-label="throughput of the last trials, each beside the ` +
    `mean of its cell"><path d="M0 ${LINE_HEIGHT / 2}H${LINE_WIDTH}" stroke="currentColor" ` +
    `stroke-opacity=".25" stroke-dasharray="3 3"/><polyline points="${points.join(" ")}" ` +
    `fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="${
      points.at(-1)!.split(",")[0]
    }" ` +
    `cy="${points.at(-1)!.split(",")[1]}" r="2.5" fill="currentColor"/></svg>` +
    `<span>${escaped(last)}</span></div>`;
}

/** The same in letters. */
export function sparklineText({ ratios, last }: Throughputs): string {
  const letters = ratios.slice(-20).map((ratio) =>
    HEIGHTS[Math.min(7, Math.floor((heightOf(ratio) + 1) * 4))]
  );
  return ratios.length === 0 ? "" : `${letters.join("")} ${last}`;
}

/** −1 … 1 for a quarter less … a quarter more. */
const heightOf = (ratio: number): number =>
  Math.max(-1, Math.min(1, Math.log(ratio) / Math.log(1.25)));

const VERDICT_COLOURS: Record<ClaimProgress["verdict"], string> = {
  holds: "#16805f",
  fails: "#c04c00",
  undecided: "#6b7885",
  "not measured": "#6b7885",
};

const [BAR_WIDTH, BAR_HEIGHT] = [150, 14];

/** Ratios from a third to three are drawn; what reaches beyond is cut. */
const REACH = Math.log(3);

/** A row a claim: its interval around 1 on a logarithmic axis, its verdict, what it would still take. */
export function claimsHtml(claims: readonly ClaimProgress[]): string {
  if (claims.length === 0) return "";
  const rows = claims.map((claim) => {
    const { id, verdict, open, moreBlocks } = claim;
    const { ratio } = figuresOf(claim);
    const colour = VERDICT_COLOURS[verdict];
    const isUnseen = claim.ratio === null && open && claim.blocksLeft !== 0;
    const said = !isUnseen ? verdict : claim.soFar === undefined ? "not yet" : "so far";
    const needs = isUnseen && claim.missing === undefined && !claim.hasTooFew
      ? whenJudged(claim)
      : !open || moreBlocks === null || moreBlocks === 0
      ? ""
      : `about ${counted(moreBlocks, "more block")}`;
    const cell = (html: string, more = "") =>
      `<td style="padding:1px 10px 1px 0;text-align:left;border:0;background:none;${more}">${html}</td>`;
    return `<tr style="background:none">${cell(escaped(id))}${cell(barOf(claim, colour))}${
      cell(ratio === null ? "" : `${ratio.toFixed(2)}×`, "font-variant-numeric:tabular-nums")
    }${cell(`<b style="color:${colour}">${said}</b>`)}${cell(needs, "opacity:.75")}</tr>`;
  });
  return `<table style="border-collapse:collapse;margin:4px 0 0;border:0;font:inherit">${
    rows.join("")
  }</table>`;
}

function barOf(claim: ClaimProgress, colour: string): string {
  const { ratio, low, high } = figuresOf(claim);
  const isSoFar = claim.soFar !== undefined;
  const x = (value: number) =>
    BAR_WIDTH / 2 +
    Math.max(-1, Math.min(1, Math.log(value) / REACH)) * (BAR_WIDTH / 2 - 4);
  const middle = BAR_HEIGHT / 2;
  const interval = ratio === null
    ? ""
    : `<path d="M${x(low ?? 1 / 3).toFixed(1)} ${middle}H${x(high ?? 3).toFixed(1)}" ` +
      `stroke="${colour}" stroke-width="3" stroke-linecap="round" stroke-opacity=".55"/>` +
      `<circle cx="${x(ratio).toFixed(1)}" cy="${middle}" r="4" ` +
      // Hollow as long as it may move.
      (isSoFar ? `fill="none" stroke="${colour}" stroke-width="2"/>` : `fill="${colour}"/>`);
  const words = ratio === null
    ? "no interval yet"
    : `${ratio.toFixed(2)}, from ${low?.toFixed(2) ?? "0"} to ${high?.toFixed(2) ?? "∞"}${
      isSoFar ? " so far" : ""
    }: ${isSoFar && claim.ratio === null ? "no verdict yet" : claim.verdict}`;
  return `<svg width="${BAR_WIDTH}" height="${BAR_HEIGHT}" role="img" aria-label="${words}">` +
    `<path d="M${BAR_WIDTH / 2} 0V${BAR_HEIGHT}" stroke="currentColor" stroke-opacity=".4" ` +
    `stroke-dasharray="2 2"/>${interval}</svg>`;
}
